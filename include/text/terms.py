"""The words of a text that carry its sense, in any language."""

import re
from collections import Counter
from functools import cache

from include.resources import data
from include.text.languages import primary, spaced
from include.text.sentences import WORD, words

STEM = 6
"""Characters by which two forms of a word are taken for the same: "whale" and "whales"."""

PHRASE_WORDS = 3
SHORTEST_WORD = 2
_RUN = re.compile(r"[\u3400-\u9fff々]+|[ァ-ヶー]{2,}|[A-Za-z0-9]{2,}|[\u0e00-\u0e7f]{4,}")
_FIGURE = re.compile(r"(?<![\w.,])\d{2,}(?:[.,]\d+)*(?:\s?%)?(?![\w])")
_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words of the language that carry no sense of their own; empty where none are known."""
    import stopwordsiso

    tongue = primary(language)
    known = stopwordsiso.stopwords(tongue) if stopwordsiso.has_lang(tongue) else set()
    return frozenset(word.casefold() for word in known)


def stem(word: str) -> str:
    """A word's beginning, by which its forms are recognised; see ``STEM``."""
    bare = re.sub(r"['’]\w{1,2}$", "", word.casefold())
    return bare[:STEM]


def content(text: str, language: str) -> list[str]:
    """Stems of the words that carry sense, in order, repeated as they are."""
    stops = stop_words(language)
    if not spaced(language):
        grams = (gram for run in _RUN.findall(text) for gram in _grams(run))
        return [gram for gram in grams if not stops & {gram, *gram}]
    return [stem(w) for w in words(text) if w.casefold() not in stops and _telling(w)]


def weights(text: str, title: str, language: str) -> Counter[str]:
    """How much each stem matters to a topic: how often it is said, twice as much in the title."""
    found = Counter(content(text, language))
    for term in set(content(title, language)):
        found[term] = 2 * found[term] + 1
    return found


def key_terms(text: str, language: str, weight: Counter[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the words or short phrases that carry a text, as written there, weightiest first."""
    phrases = (
        _phrases(text, language, weight) if spaced(language) else _runs(text, language, weight)
    )
    chosen: list[str] = []
    for phrase in sorted(dict.fromkeys(phrases), key=lambda p: -phrases[p]):
        if len(chosen) < limit and not any(_share(phrase, other) for other in chosen):
            chosen.append(phrase)
    if not chosen:
        longest = max(words(text), key=len, default="")
        return (longest,) if longest else ()
    return tuple(chosen)


def stressed(
    text: str, language: str, weight: Counter[str], *, title: str, limit: int = 3
) -> tuple[str, ...]:
    """Return the names, numbers and nouns of a text worth showing large, perhaps none.

    German marks its nouns. Elsewhere a word counts as one when it is a name, stands in the title,
    or is said again in the topic; verbs and fillers that are often said are known.
    """
    if not spaced(language):
        return key_terms(text, language, weight, limit=limit)
    of_title = set(content(title, language))
    phrases = {
        phrase: score
        for phrase, score in _phrases(text, language, weight).items()
        if _shown(phrase, text, language, of_title, weight)
    }
    phrases |= {number[0]: 2.0 for number in _FIGURE.finditer(text)}
    chosen: list[str] = []
    for phrase in sorted(phrases, key=lambda p: -phrases[p]):
        if len(chosen) < limit and not any(_share(phrase, other) for other in chosen):
            chosen.append(phrase)
    return tuple(chosen)


def _shown(phrase: str, text: str, language: str, of_title: set[str], weight: Counter[str]) -> bool:
    if any(word.casefold() in _weak(primary(language)) for word in words(phrase)):
        return False
    named = phrase[0].isupper() and not text.startswith(phrase)
    if primary(language) == "de":
        return named or (phrase[0].isupper() and stem(phrase) in of_title)
    return named or stem(phrase) in of_title or weight[stem(phrase)] > 1


@cache
def _weak(language: str) -> frozenset[str]:
    """Verbs and fillers that are said of anything."""
    return frozenset(str(word) for word in data("text/weak_words.yaml").get(language, ()))


def _telling(word: str) -> bool:
    return len(word) > SHORTEST_WORD or not word.isascii() or (word.isupper() and len(word) > 1)


def _share(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    if _HAN.match(one):
        return bool(set(one) & set(other))
    return one in other or other in one or bool(set(one.split()) & set(other.split()))


def _phrases(text: str, language: str, weight: Counter[str]) -> dict[str, float]:
    """Single words and runs of them, scored; a run of names is one phrase."""
    stops = stop_words(language)
    found: dict[str, float] = {}
    matches = list(WORD.finditer(text))
    scores = [_score(m[0], m.start() == 0, stops, weight) for m in matches]
    for index, match in enumerate(matches):
        if scores[index] <= 0:
            continue
        last = index
        while (
            last + 1 < len(matches)
            and last - index + 1 < PHRASE_WORDS
            and text[matches[last].end() : matches[last + 1].start()] == " "
            and scores[last + 1] > 0
            and matches[last + 1][0][0].isupper()
            and match[0][0].isupper()
            and index > 0
        ):
            last += 1
        phrase = text[match.start() : matches[last].end()]
        found.setdefault(phrase, max(scores[index : last + 1]) + 0.5 * (last - index))
    return found


def _score(word: str, first: bool, stops: frozenset[str], weight: Counter[str]) -> float:
    if word.casefold() in stops or not _telling(word) or word.isdigit():
        return 0.0
    named = 1.0 if word[0].isupper() and not first else 0.0
    return weight[stem(word)] + named + min(len(word), 12) / 12


def _runs(text: str, language: str, weight: Counter[str]) -> dict[str, float]:
    stops = stop_words(language)
    found: dict[str, float] = {}
    for run in _RUN.findall(text):
        pieces = [run] if len(run) <= len("四字熟語") or not _HAN.match(run) else _grams(run)
        for piece in pieces:
            if not stops & {piece, *piece}:
                heaviest = max(weight[gram] for gram in _grams(piece))
                found.setdefault(piece, heaviest + len(piece))
    return found


def _grams(run: str) -> list[str]:
    """Pairs of Han characters stand for words; other runs are words already."""
    if not _HAN.match(run) or len(run) <= len("二字"):
        return [run.casefold()]
    return [run[i : i + 2] for i in range(len(run) - 1)]
