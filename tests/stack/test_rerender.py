"""What ``make render`` says; that it renders is tested where the rendering is."""

from stack.rerender import main


def test_a_file_that_does_not_exist_is_named(tmp_path, capsys):
    assert main([str(tmp_path / "gone.edit.json")]) == 1
    assert "gone.edit.json" in capsys.readouterr().err


def test_a_file_that_is_no_edit_is_named_with_what_to_give(tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_text("{}")
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert "report.json is no edit" in said
    assert "Traceback" not in said


def test_without_a_file_it_says_how_to_name_one(capsys):
    assert main([]) == 2
    assert "EDIT=<file>" in capsys.readouterr().err
