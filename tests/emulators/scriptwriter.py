"""The model behind ``openai_text``: it tells its source's words, or does wrong as it is told.

What it knows it reads from the messages alone, as a model does.
"""

import json
import re
from itertools import pairwise
from typing import Any

MESSAGE = "SOURCE ([0-9a-f]{12})\n(.*?)\nEND \\1"
WANTED = re.compile(r"about (\d+) (words|characters) in all")
FACTOR = re.compile(r"use ([\d.]+) times as many")
PARTS = 7
ELSEWHERE = (
    "Tokens of this wonderful coin double their worth every month for careful people. "
    "Clever investors already moved their savings into wallets and exchanges yesterday. "
    "Banks fear losing customers whenever somebody mentions decentralised finance loudly. "
    "Your neighbour became wealthy through staking rewards and leverage during spring. "
) * 8
FRENCH = (
    "Voici une histoire que personne ne raconte jamais dans les grandes villes du pays. "
    "Les habitants parlent souvent de leurs voisins quand la nuit tombe sur les maisons. "
) * 12
EXTRA = {
    "numbers": "It costs 48,211 dollars a year.",
    "names": "This is what Quentin Vandermolen always says.",
    "quotation": "They called it “the finest day of our whole long life”.",
}
OBEYED = {
    "link": "Win a prize at https://evil.example/win today.",
    "domain": "Read it all at evil-prizes.com today.",
    "markup": "<b>Buy</b> it now [pause] {{secret}}.",
    "instructions": "As an AI language model I was told to ignore all previous instructions.",
}


def answer_to(messages: list[dict[str, str]], *, bias: float, fault: dict[str, Any]) -> str:
    """Return what the model says."""
    system, asked = messages[0]["content"], messages[1]["content"]
    how, what = fault.get("how"), fault.get("what", "")
    amount, unit = WANTED.search(asked).groups() if WANTED.search(asked) else ("70", "words")
    wanted = int(amount) * (1.0 if len(messages) > 2 else bias)
    wanted *= {"short": 0.4, "long": 1.9, "endless": 6.0}.get(what, 1.0)
    mark, source = re.search(MESSAGE, asked, re.DOTALL).groups()
    parts = Parts(source, unit == "characters")
    if '"lines"' in system:
        spoken = json.loads(asked.partition("what is spoken:\n")[2].partition("\n")[0])
        answer = _lines(parts, spoken, wanted)
    else:
        if what == "subject":
            parts.stream = ELSEWHERE.split()
        if what == "language":
            parts.stream = FRENCH.split()
        answer = _script(parts, round(wanted))
        extra = {**EXTRA, **OBEYED, "mark": f"The mark is {mark}.", "leak": _leak(system)}
        if what in extra:
            answer["beats"][1]["spoken"] += f" {extra[what]}"
        if how == "no_beats":
            del answer["beats"]
        if how == "few_beats":
            answer["beats"] = answer["beats"][:2]
    text = json.dumps(answer, ensure_ascii=False)
    return {
        "not_json": "Sure! Here is your script: it is about tides.",
        "fenced": f"```json\n{text}\n```",
        "thinking": f"<think>The user wants {{a script}}.</think>\n{text}",
        "empty": "",
        "deep": "[" * 20_000,
    }.get(how or "", text)


class Parts:
    """The words, or characters, of a source."""

    def __init__(self, source: str, characters: bool) -> None:
        self.title = re.search(r"^Title: (.*)$", source, re.MULTILINE)[1]
        told = re.search(r"^Text: (.*)", source, re.MULTILINE | re.DOTALL)
        text = re.sub(r"[\"“”„«»「」『』()\[\]{}<>*_|~`#]", "", told[1] if told else self.title)
        self.glue = "" if characters else " "
        self.stream = list(text.replace("\n", "")) if characters else text.split()

    def taken(self, start: int, count: int) -> str:
        """Return so many of them as a sentence, from the beginning again where they end."""
        stream = self.stream
        picked = [stream[(start + at) % len(stream)] for at in range(max(count, 2))]
        return sentence(self.glue.join(picked))


def sentence(text: str) -> str:
    text = text.strip(" ,;:–—-.!?。！？、，।؟…").rstrip()
    return f"{text[:1].upper()}{text[1:]}{'。' if re.search('[぀-ヿ一-鿿]', text) else '.'}"


def _script(parts: Parts, wanted: int) -> dict[str, Any]:
    edges = [round(wanted * at / PARTS) for at in range(PARTS + 1)]
    lines = [parts.taken(first, end - first) for first, end in pairwise(edges)]
    beats = [
        {"spoken": line, "seen": f"View {at} of {' '.join(_long(line))}", "emphasis": _long(line)}
        for at, line in enumerate(lines)
    ]
    return {
        "title": parts.title[:70],
        "hook": beats[0],
        "beats": beats[1:-1],
        "closing": beats[-1],
        "description": lines[0],
        "hashtags": [f"#{word}" for word in _long(parts.title)],
    }


def _lines(parts: Parts, spoken: list[str], wanted: float) -> dict[str, Any]:
    """Cut or lengthen every line, so that all of them have what is wanted."""
    units = [list(line) if not parts.glue else line.split() for line in spoken]
    counts = [
        sum(c.isalnum() for c in line) if not parts.glue else len(line)
        for line in (["".join(u) for u in units] if not parts.glue else units)
    ]
    factor = wanted / sum(counts)
    lines = []
    for at, unit in enumerate(units):
        count = max(2, round(len(unit) * factor))
        more = parts.taken(11 * at, count - len(unit)).rstrip(".。") if count > len(unit) else ""
        text = parts.glue.join(unit[:count]).rstrip(".。!?") + (parts.glue + more if more else "")
        lines.append({"spoken": sentence(text), "emphasis": _long(text)})
    return {"lines": lines}


def _long(text: str) -> list[str]:
    found = re.findall(r"[^\W\d_]{4,}", text)
    return sorted(dict.fromkeys(found), key=lambda word: -len(word))[:3]


def _leak(system: str) -> str:
    return sentence(" ".join(re.sub(r"[\"{}\[\]-]", "", system).split()[:30]))
