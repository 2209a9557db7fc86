import pytest

from include.providers import catalogue
from stack import providers_page
from stack.providers_page import PAGE, STAGES, page


def section(name):
    """Return what the page says of a provider."""
    return page().partition(f"\n### {name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]


def row(name):
    """Return a provider's row of the overview."""
    (found,) = (line for line in page().splitlines() if line.startswith(f"| [`{name}`]"))
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_the_page_is_what_the_provider_files_say():
    assert PAGE.read_text(encoding="utf-8") == page(), f"{PAGE} is out of date. Run: make docs"


def test_every_provider_is_on_it():
    for stage in STAGES:
        for name in catalogue.names(stage):
            assert section(name), name


def test_it_tells_that_openais_own_service_has_ended():
    assert "OpenAI's own service has ended" in section("openai_videos")


def test_what_a_provider_can_is_read_from_its_class():
    assert row("fal")[1:] == ["10 s", "polled", "yes", "yes", "no", "yes"]
    assert row("jimeng")[1:] == ["10 s", "polled", "yes", "with `cancel`", "no", "no"]
    assert row("openai_images")[2:5] == ["at once", "no", "no"]


def test_settings_limits_and_doubts_are_told():
    assert "| `webhook_url` |" in section("fal")
    told = section("seedance")
    assert "| `resolution` | 480p, 720p, 1080p or 4k (720p) |" in told
    assert "- Polled every 5 s, given up after 60 min" in told
    assert "**Unverified**: which codes" in section("gemini_omni")
    assert "``" not in page()


def test_writing_it_says_whether_it_changed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(providers_page, "PROJECT", tmp_path)
    monkeypatch.setattr(providers_page, "PAGE", tmp_path / "providers.md")
    assert [providers_page.main(), providers_page.main()] == [0, 0]
    first, second = capsys.readouterr().out.splitlines()
    assert (first, second) == (
        "providers.md is written anew.",
        "providers.md was as it should be.",
    )


@pytest.mark.parametrize("text", ["UNVERIFIED: a", "it is. Unverified: b", "c (unverified)"])
def test_what_is_unverified_stands_out(text):
    assert "**" in providers_page._markdown(text)
