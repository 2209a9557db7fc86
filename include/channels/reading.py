"""YAML whose every value is known by its line, read without surprises.

Plain values are what they look like: of YAML's older words for booleans and times none is believed,
so that ``no`` is Norwegian and ``9:16`` an aspect. A key that stands twice, an alias and a tag are
errors.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from include.channels.errors import ChannelError
from include.settings import PROJECT

LARGEST_BYTES = 200_000
LONGEST_NUMBER = 30
MOST_TOLD = 20
REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Take it out, or mend its name.",
    "string_type": "Put it in quotes.",
}
Place = tuple[str | int, ...]
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What an escape may write, and no database can keep."""


class _Loader(yaml.SafeLoader):
    """Knows the plain values of YAML 1.2's core schema.

    Not libyaml's: what is nested very deep makes that one overrun its stack.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name


for _kind, _looks in {
    "null": r"^(~|null|)$",
    "bool": r"^(true|false)$",
    "int": r"^[-+]?[0-9]+$",
    "float": r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$",
}.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_looks), None)

_READ: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}
_SEVERAL = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


def shown(path: Path) -> str:
    """Return a path as it is called in the project."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)


@dataclass(frozen=True)
class Sheet:
    """What a file says, and in which line (from 1) each value begins."""

    path: Path
    facts: Mapping[str, Any]
    lines: Mapping[Place, int]

    def wrong(self, place: Sequence[Any], fact: str, remedy: str) -> str:
        """Say what is wrong with a value; what no part of the file is meant by is passed over."""
        found = self._found(place)
        line = next(
            self.lines[found[:n]] for n in range(len(found), -1, -1) if found[:n] in self.lines
        )
        field = f", field {_dotted(found)}" if found else ""
        return f"{shown(self.path)}, line {line}{field}: {fact} {remedy}"

    def _found(self, place: Sequence[Any]) -> Place:
        found: list[str | int] = []
        here: Any = self.facts
        for number, part in enumerate(place, start=1):
            if _has(here, part):
                found.append(part)
                here = here[part]
            elif number == len(place) and isinstance(here, Mapping):
                found.append(part)
        return tuple(found)


def refused(sheet: Sheet, error: ValidationError) -> Iterator[str]:
    """Say what a model would not take, a line for each thing."""
    for each in error.errors(include_url=False, include_context=False)[:MOST_TOLD]:
        fact = each["msg"].removeprefix("Value error, ")
        value = each["input"]
        if each["type"] != "missing" and not isinstance(value, (dict, list, tuple)):
            fact = f"{fact} (it is {str(value)[:60]!r})"
        yield sheet.wrong(each["loc"], f"{fact}.", REMEDIES.get(each["type"], "Correct it."))


def read(path: Path) -> Sheet:
    """Read a file whose top is a mapping.

    Raises:
        ChannelError: It cannot be read, is no YAML, or says something twice.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise ChannelError(f"{shown(path)} is larger than {LARGEST_BYTES} bytes. Shorten it.")
        root = yaml.compose(content.decode("utf-8-sig"), Loader=_Loader)
        facts, lines = _Reading(path).read(root)
    except OSError as error:
        raise ChannelError(
            f"{shown(path)} cannot be read: {error.strerror}. Mend its permissions."
        ) from None
    except UnicodeDecodeError:
        raise ChannelError(f"{shown(path)} is not UTF-8. Save it as UTF-8.") from None
    except RecursionError:
        raise ChannelError(f"{shown(path)} is nested too deep. Flatten it.") from None
    except yaml.YAMLError as error:
        raise ChannelError(_no_yaml(path, error)) from None
    return Sheet(path, facts, lines)


class _Reading:
    """Turns YAML's nodes into values and notes their lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Place, int] = {(): 1}
        self.seen: set[int] = set()

    def read(self, root: Any) -> tuple[dict[str, Any], dict[Place, int]]:
        if root is None:
            return {}, self.lines
        if not isinstance(root, yaml.MappingNode):
            raise self._error(root, "the file is not a list of `field: value`", "Write it as one.")
        return dict(self._mapping(root, ())), self.lines

    def _value(self, node: Any, place: Place) -> Any:
        if id(node) in self.seen:
            raise self._error(node, "this value is repeated by an alias", "Write it out.")
        self.seen.add(id(node))
        self.lines.setdefault(place, _line(node))
        if node.tag not in _READ and node.tag not in _SEVERAL:
            raise self._error(node, f"tag {node.tag} means nothing here", "Leave the tag out.")
        if isinstance(node, yaml.MappingNode):
            return dict(self._mapping(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*place, i)) for i, child in enumerate(node.value)]
        if _ODD.search(node.value):
            raise self._error(node, "a control character stands there", "Take it out.")
        long = node.tag.endswith(("int", "float")) and len(node.value) > LONGEST_NUMBER
        return node.value if long else _READ.get(node.tag, str)(node.value)

    def _mapping(self, node: Any, place: Place) -> Iterator[tuple[str, Any]]:
        known = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value.isprintable():
                raise self._error(key, "a field's name is no word", "Correct it.")
            if key.value in known:
                raise self._error(key, f"{key.value} stands there twice", "Keep one of them.")
            known.add(key.value)
            self.lines[(*place, key.value)] = _line(key)
            yield key.value, self._value(value, (*place, key.value))

    def _error(self, node: Any, fact: str, remedy: str) -> ChannelError:
        return ChannelError(f"{shown(self.path)}, line {_line(node)}: {fact}. {remedy}")


def _no_yaml(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    fact = getattr(error, "problem", None) or str(error)
    return (
        f"{shown(path)}{where} is no YAML: {fact}. Mind the indentation, and put values that "
        "hold one of : # * & @ ` ! % in quotes."
    )


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _has(here: Any, part: Any) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def _dotted(place: Place) -> str:
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place)
    return text.lstrip(".")
