"""Writes ``docs/providers.md`` from the provider files; ``python -m stack.providers_page``."""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

from include.providers import base, catalogue
from include.providers.base import AtOnceProvider, JobProvider, Provider
from include.providers.harvesting import TopicsProvider
from include.providers.stock import OnlineStock
from include.providers.values import Setting
from include.settings import PROJECT

PAGE = PROJECT / "docs" / "providers.md"

STAGES = {
    "topics": "Topics",
    "text": "Scripts",
    "speech": "Voices",
    "transcription": "Times of words",
    "image": "Pictures",
    "clip": "Clips",
    "music": "Music",
    "publish": "Publishing",
}
INTRODUCTION = """\
# Providers

Made by `make docs` from the files of `include/providers/<stage>/`: to change this page, change
those. [Adding a provider](adding-a-provider.md) says how to add one.

A stage uses the provider that the run names in `providers`, else the one that connection
`dailies_<stage>` names in its extra field `provider`, else what is embedded. A run that names one
uses connection `dailies_<stage>_<provider>` where it exists. Of clips it may name several, in the
order in which each shot is asked for: `["fal", "pexels", "procedural"]`. What is marked
**unverified** was reported by others or could not be tried; a setting or the emulator covers it.

A run's `targets` name the providers of [publishing](#publishing); each but `folder` uses connection
`dailies_<target>`.
"""
ORDERED = """\
## Connections of services that are ordered from

Every provider of voices, pictures, clips and music that is not embedded reads these, besides its
own.
`host`, `login` and `password` are fields of the connection; everything else stands in its extra
field, a JSON object. A field that the provider does not read is told of in the task's log.
"""
STATED = ("API reference", "Library reference", "Limits")
"""Begin lines of a docstring whose fact the class states as well."""
FIRST = ("host", "login", "password", "model", "price_per")


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def main() -> int:
    """Write the page; say whether it changed."""
    text = page()
    changed = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(PROJECT)} {'is written anew' if changed else 'was as it should be'}.")
    return 0


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield ORDERED
    yield from _settings(JobProvider.shared_settings)
    for stage, title in STAGES.items():
        kinds = [catalogue.find(stage, name) for name in catalogue.names(stage)]
        if kinds:
            yield f"\n## {title}"
            yield from _overview([kind for kind in kinds if issubclass(kind, JobProvider)])
            for kind in kinds:
                yield from _section(kind)


def _overview(kinds: list[type[JobProvider]]) -> Iterator[str]:
    if not kinds:
        return
    rows = [
        (
            f"[`{kind().name}`](#{kind().name})",
            f"{kind.max_duration_s:g} s" if kind.stage != "image" else "",
            "at once" if issubclass(kind, AtOnceProvider) else "polled",
            _yes(kind.takes_picture),
            _cancels(kind),
            _yes(kind.find is not JobProvider.find),
            _yes("webhook_url" in kind.extras()),
        )
        for kind in kinds
    ]
    head = ("", "longest", "answers", "starts from a picture", "cancels", "finds a lost order",
            "webhook")  # fmt: skip
    yield ""
    yield from _table(head, rows)


def _section(kind: type[Provider]) -> Iterator[str]:
    module = sys.modules[kind.__module__]
    first, notes = _docstring(module)
    yield f"\n### {kind().name}\n"
    yield f"{first}\n"
    yield from (f"- {fact}" for fact in _facts(kind))
    told = JobProvider.shared_settings
    if own := [each for each in (*kind.shared_settings, *kind.settings) if each not in told]:
        yield ""
        yield from _settings(own)
    for note in (*notes, *_notes_of_protocols(kind, module)):
        yield f"\n{note}"


def _facts(kind: type[Provider]) -> Iterator[str]:
    provider = kind()
    yield f"Documentation: <{kind.docs_url}>"
    yield f"Limits: {_one_line(kind.limits)}"
    if isinstance(provider, JobProvider):
        at = provider.account.base_url or provider.base_url
        yield f"Address: `{at}`" if at else "Address: the connection's `host`"
        if isinstance(provider, AtOnceProvider):
            yield f"Answers within {provider.reply_within_s:g} s; a worker waits"
        else:
            minutes = provider.deadline_s / 60
            yield f"Polled every {provider.poll_interval_s:g} s, given up after {minutes:g} min"
        if console := provider.page():
            yield f"Console: <{console}>"
    if isinstance(provider, TopicsProvider):
        yield f"As a source: `{provider.name}:` and {provider.query}"
    if isinstance(provider, OnlineStock):
        yield f"Address: `{provider.base_url}`"
        yield f"Searches are kept for {provider.cache_s / 3600:g} h; footage is copied"
    if licence := getattr(kind, "licence", ""):
        yield f"Licence: {licence}"


def _settings(settings: Iterable[Setting]) -> Iterator[str]:
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    ordered = sorted(settings, key=lambda setting: ranks.get(setting.name, len(ranks)))
    rows = [(f"`{each.name}`", each.about.replace("|", "\\|")) for each in ordered]
    yield from _table(("field", "is"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _notes_of_protocols(kind: type[Provider], module: ModuleType) -> Iterator[str]:
    """Yield the notes of what a provider shares with others of its service."""
    homes = [sys.modules[parent.__module__] for parent in kind.__mro__]
    imported = [value for value in vars(module).values() if inspect.ismodule(value)]
    prefix = f"{base.__package__}.protocols."
    for each in dict.fromkeys([*homes, *imported]):
        if each.__name__.startswith(prefix):
            yield from _docstring(each)[1]


def _docstring(module: ModuleType) -> tuple[str, list[str]]:
    """Return a module's first line and its other paragraphs, as Markdown."""
    first, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n")
    paragraphs = []
    for paragraph in rest.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith(STATED)]
        if text := _markdown(" ".join(lines).strip()):
            paragraphs.append(text)
    return _markdown(first), paragraphs


def _markdown(text: str) -> str:
    text = text.replace("``", "`")
    text = re.sub(r"\bunverified\b", "**unverified**", text, flags=re.IGNORECASE)
    return re.sub(r"(^|\. )\*\*unverified", r"\1**Unverified", text)


def _one_line(text: str) -> str:
    return " ".join(_markdown(text).split())


def _cancels(kind: type[JobProvider]) -> str:
    if kind.cancel is JobProvider.cancel:
        return "no"
    return "with `cancel`" if "cancel" in kind.extras() else "yes"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


if __name__ == "__main__":
    sys.exit(main())
