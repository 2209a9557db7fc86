import pytest

from bench import __main__ as program
from bench import measurements, results
from bench.figures import Figure, Measured
from stack.problems import Problem


@pytest.fixture
def measured(monkeypatch):
    """What the measurements give back, by name."""
    found = {}
    monkeypatch.setattr(measurements, "names", lambda: sorted(found))
    monkeypatch.setattr(measurements, "measure", found.__getitem__)
    monkeypatch.setattr(program, "raise_on_signals", lambda: None)
    return found


def test_a_missed_target_is_told_by_the_exit_code(measured, tmp_path, capsys):
    path = tmp_path / "results.json"
    measured["one"] = Measured({"a": Figure((1.0,), "s", at_most=2.0)})
    assert program.main([], path) == 0
    measured["two"] = Measured({"b": Figure((3.0,), "s", at_most=2.0)})
    assert program.main([], path) == 1
    assert set(results.read(path)) == {"one.a", "two.b"}
    assert program.main(["one"], path) == 0
    assert set(results.read(path)) == {"one.a", "two.b"}
    assert "NO" in capsys.readouterr().out


def test_what_cannot_be_measured_is_said_and_does_not_keep_others_from_it(
    measured, tmp_path, monkeypatch, capsys
):
    def measure(name):
        if name == "one":
            raise Problem("moviepy cannot be installed.")
        return measured[name]

    monkeypatch.setattr(measurements, "measure", measure)
    measured |= {"one": None, "two": Measured({"b": Figure((1.0,), "s", at_most=2.0)})}
    path = tmp_path / "results.json"
    assert program.main([], path) == 1
    assert set(results.read(path)) == {"two.b"}
    assert "Not measured: moviepy cannot be installed." in capsys.readouterr().err


def test_an_unknown_measurement_is_refused_with_those_there_are(measured, capsys):
    measured["one"] = Measured({})
    assert program.main(["three"]) == 2
    assert "There is no measurement 'three'. Choose of: one." in capsys.readouterr().err
