"""What hostile or unlucky parts of a short may be: texts, times, files and changed edits."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.include.rendering.zoo import ALL_PICTURES, ALL_SOUNDS

CANARY = "{canary}"
"""Stands for the path of a file that nothing but an injection would open."""
AT_LENGTH = "{10,000}"
"""After a text: 10,000 characters of it."""
INJECTIONS = (
    CANARY,
    f"file://{CANARY}",
    f"concat:{CANARY}|{CANARY}",
    f"movie={CANARY}",
    f"'];movie={CANARY}[out];[out]",
    f"',drawtext=textfile={CANARY}:expansion=none",
    f"\\\\\\',movie={CANARY}",
    f":textfile={CANARY}:x=0",
    f"[0:v]movie={CANARY}[v]",
    f"captions.ass,subtitles={CANARY}",
    f"-i {CANARY} -y /tmp/out.mp4",
    f"$(cat {CANARY}) `cat {CANARY}` | cat {CANARY}; &",
    f"file '{CANARY}'\nffconcat version 1.0",
    f"{{\\an8\\p1}}m 0 0 l 900 0 900 900{{\\p0\\fn{CANARY}}}",
    "{\\pos(0,0)\\fs400\\c&H0000FF&}",
    "\\N\\n\\h{\\r}",
    "}{\\clip(0,0,1,1)",
    "\nDialogue: 9,0:00:00.00,9:59:59.99,Title,,0,0,0,,{\\an5}OWNED",
    "\r[Fonts]\rfontname: x.ttf\r",
    "%{pts} %{gmtime} %{metadata\\:x} %s%n%x",
    "{{7*7}} ${HOME} <script>alert(1)</script> &lt;b&gt; -->",
    "\n\n2\n00:00:00,000 --> 09:00:00,000\nOWNED\n",
    "../../../etc/passwd\0.mp4",
    "\0\x01\x07\x08\x1b[31m\x7f\x85\x9b",
    "\u202e\u2066\u2067evil\u2069\u202c\u200f\u061c",
    "Z" + "\u0300\u0335\u0489\u20dd\u033f" * 40 + "algo",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\ufe0f\u200d\u200d\U0001f3fb",
    "\u0627\u0644\u0642\u0645\u0631 \u05d0 \u0e01\u0e33 \u0915\u094d\u0937 \u6d77 \ufdfd",
    "\u2028\u2029\u3000\u00a0\ufeff\u2060\u00ad",
    "\uffff\ufffe\U0010ffff\ue000",
    "W" * 60,
    "i",
    " ",
    "",
)
LONG = tuple(f"{part}{AT_LENGTH}" for part in ("A", "word ", "\u0300", "\u6d77", "'"))
HALF = "\ud800 half of a pair \udfff"
PLAIN = ("Tides rise twice a day.", "Now.", "The Moon pulls.", "W" * 60 + " up.")
LANGUAGES = (*("en", "ar", "ja", "th") * 5, "xx-ZZ", "'];[out]", "\0", "")
COUNTS = (*(1, 2, 3, 4) * 5, 0)
LOOKS = ("default", "bold", "calm")
PACES_S = (0.2, 0.1, 0.05, 0.0, 1e-9, -0.1)
LENGTHS_S = (None, None, 3.0, 3.0, 0.02, 0.001, 0.0, -1.0, float("nan"), float("inf"))
NUMBERS = (
    *(0, 1, 2, 3, 7, 12, 30, 60, 99, 0.02, 0.25, 0.5, 0.75, 1.5, 1e-9),
    *(-1, -1e9, 1e9, 1e300, 2**31, 2**63, float("nan"), float("inf")),
)
OTHERS = (None, [], {}, True, 7, "text", [[]])


@dataclass(frozen=True)
class Change:
    """A field of a stored edit, the ``turns``-th of all, made another of its type."""

    turns: int
    text: str
    number: float
    other: Any

    def instead_of(self, value: Any) -> Any:
        """Return what a field that holds ``value`` is made."""
        if isinstance(value, str):
            return self.text
        return self.number if type(value) in {int, float} else self.other


@dataclass(frozen=True)
class Parts:
    """What a short is made of; ``paces_s`` is how long the words of a beat last, in turn.

    ``says_s`` is what the narration claims to last. Files are named as in the zoo.
    """

    title: str = "Why the sea breathes"
    language: str = "en"
    beats: tuple[str, ...] = PLAIN[:2]
    emphasis: str = "Moon"
    told: str = "About tides."
    paces_s: tuple[float, ...] = PACES_S[:1]
    says_s: float | None = None
    narration: str = "mono.wav"
    music: str | None = None
    clips: tuple[str, ...] = ()
    kind: str = "video"
    provider: str = "someone"
    look: str = "default"
    clip_sound: bool = False
    change: Change | None = None


def parts(seed: int) -> Parts:
    """Return the hostile parts of that seed, the same everywhere.

    Texts and clips are odd in all of them. What may refuse a short by itself is odd in some only,
    by turns, or little would be rendered; every file of the zoo has its turn.
    """
    chance, turn = Random(seed), seed % 5
    return Parts(
        title=_text(chance, HALF, *LONG),
        language=chance.choice(LANGUAGES),
        beats=tuple(_text(chance, *PLAIN * 4, *LONG) for _ in range(chance.choice(COUNTS))),
        emphasis=_text(chance),
        told=_text(chance),
        paces_s=tuple(chance.choices(PACES_S, k=3)) if turn == 1 else PACES_S[:1],
        says_s=chance.choice(LENGTHS_S) if turn == 1 else None,
        narration=ALL_SOUNDS[seed // 5 % len(ALL_SOUNDS)] if turn == 2 else "mono.wav",
        music=chance.choice((None, ALL_SOUNDS[seed % len(ALL_SOUNDS)])),
        clips=tuple(ALL_PICTURES[(seed + 7 * i) % len(ALL_PICTURES)] for i in range(seed % 4)),
        kind=chance.choice(("video", "image")),
        provider=_text(chance),
        look=chance.choice(LOOKS),
        clip_sound=chance.choice((True, False)),
        change=_change(chance) if turn > 2 else None,
    )


def _text(chance: Random, *others: str) -> str:
    """Return an injection, several, any whole characters there are, or one of ``others``."""
    several = " ".join(chance.choices(INJECTIONS, k=3))
    codes = [chance.randrange(0x110000) for _ in range(chance.randrange(60))]
    characters = "".join(chr(code) for code in codes if code not in range(0xD800, 0xE000))
    return chance.choice((*INJECTIONS, several, characters, *others))


def _change(chance: Random) -> Change:
    return Change(
        turns=chance.randrange(1_000_000),
        text=_text(chance, HALF, *LONG),
        number=chance.choice(NUMBERS),
        other=chance.choice(OTHERS),
    )


def named(text: str, canary: str) -> str:
    """The text as it is meant: at length, and with the canary's path where it stands for it."""
    if text.endswith(AT_LENGTH):
        part = text.removesuffix(AT_LENGTH)
        text = part * (10_000 // len(part))
    return text.replace(CANARY, canary)


def changed(told: Any, change: Change, canary: str) -> Any:
    """An edit's JSON with one field made another."""
    fields = [*_fields(told)]
    holder, key = fields[change.turns % len(fields)]
    value = change.instead_of(holder[key])
    holder[key] = named(value, canary) if isinstance(value, str) else value
    return told


def _fields(told: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every field of every part, however deep: where it is, and what it is called there."""
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in pairs:
        yield told, key
        if isinstance(value, dict | list):
            yield from _fields(value)
