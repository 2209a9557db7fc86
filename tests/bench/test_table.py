from bench.figures import Figure, Measured
from bench.results import merged
from bench.table import table


def test_a_target_that_is_missed_stands_out():
    measured = Measured(
        {
            "fast": Figure((1.0, 1.5, 1.2), "times", at_most=2.0),
            "slow": Figure((3.0,), "s", at_most=2.0),
            "told": Figure((7.0,), "MB"),
            "won": Figure((7.0,), "times", at_least=6.0),
        }
    )
    head, fast, slow, told, won = table(merged({}, "part", measured, machine={})).splitlines()
    assert head.split() == ["figure", "measured", "target", "holds", "single", "values"]
    assert fast.split() == ["part.fast", "1.2", "times", "<=", "2", "yes", "1,", "1.5,", "1.2"]
    assert slow.split() == ["part.slow", "3", "s", "<=", "2", "NO", "3"]
    assert told.split() == ["part.told", "7", "MB", "7"]
    assert won.split() == ["part.won", "7", "times", ">=", "6", "yes", "7"]
