"""A script from a topic: what is said, in which order, in how many beats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from include.domain import Topic, digest_of
from include.text.blocks import blocks
from include.text.prose import join, prose
from include.text.rates import spoken_s
from include.text.sentences import size, split, whole
from include.text.terms import content
from include.text.titles import title_text
from include.writing.beats import MAX_BEATS, MIN_BEATS, divided, grouped
from include.writing.candidates import Candidate, candidates, impersonal
from include.writing.feedback import Wishes
from include.writing.lines import BEAT_PAUSE_S, Lines
from include.writing.opening import Hook, hooks, title_items
from include.writing.phrases import Phrases, phrases_for
from include.writing.ranking import repeats
from include.writing.selection import select
from include.writing.sourcing import source_name

SHORTEST_S, LONGEST_S = 26.0, 48.0
"""Estimates: a real narration that takes a fifth less or more is still within 20 to 60 s."""

LONGEST_SENTENCE_S = 12.5
FEW_SENTENCES, LAST_RESORT_S = 3, 17.0
"""A source of few and long sentences may say one that takes this long."""

MAX_ITEMS = 4
T = TypeVar("T")
ALREADY_TOLD = 0.4
THRIFTY = 0.4
STEPS_S = (3.0, 6.0, 10.0, 14.0)
THIN = 2
"""Lines told, the hook among them, up to which the source's word on itself is of use."""

BACKGROUND_WORDS = 6


@dataclass(frozen=True)
class Composer:
    """Everything the lines of one script are made from.

    ``told`` says how often earlier takes told which sentence, by its index.
    """

    topic: Topic
    target_s: float
    wishes: Wishes = field(default_factory=Wishes)
    told: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def language(self) -> str:
        """The script's language, a BCP 47 tag."""
        return self.topic.language or "en"

    @cached_property
    def phrases(self) -> Phrases:
        """The writer's own lines in this language, perhaps none."""
        return phrases_for(self.language)

    @cached_property
    def title(self) -> str:
        """The topic's title as it can be said."""
        return title_text(self.topic.title)

    @cached_property
    def sentences(self) -> list[Candidate]:
        """The topic's sentences that may be said."""
        return impersonal(self._candidates(prose(blocks(self.topic.text), self.language)))

    @cached_property
    def variant(self) -> int:
        """A number that differs between topics, so that their phrases do, and between takes."""
        return int(digest_of(self.topic.topic_id)[:6], 16) + self.topic.take - 1

    @cached_property
    def source(self) -> str:
        """The source's name as it can be said, "" when it is none worth saying."""
        return source_name(self.topic.source)

    @cached_property
    def hook(self) -> Hook:
        """What is said first; each take opens in another way, as long as there are ways."""
        openings = hooks(
            self.title,
            self.sentences,
            language=self.language,
            phrases=self.phrases,
            variant=self.variant,
        )
        passed_over = self.topic.take - 1 + self.wishes.other_opening
        return openings[passed_over % len(openings)]

    @cached_property
    def chosen(self) -> list[Candidate]:
        """The source's sentences that are told after the hook."""
        return self._chosen(self.hook, self._took([self.hook.spoken, self._closing()]))

    @property
    def _opening_terms(self) -> tuple[str, ...]:
        return tuple(content(self.hook.spoken, self.language))

    @property
    def told_here(self) -> list[int]:
        """The indices of all sentences of the source that this take tells."""
        opening = [self.hook.sentence] if self.hook.sentence else []
        return [sentence.index for sentence in [*opening, *self.chosen]]

    def lines(self) -> Lines:
        """Return the spoken lines, the source's own sentences as far as they go."""
        hook, chosen, closing = self.hook, self.chosen, self._closing()
        beats = divided(grouped(chosen, self.language))
        if not closing and len(beats) > 1:
            beats, closing = beats[:-1], beats[-1]
        return self._filled(Lines(hook.spoken, tuple(beats), closing), chosen)

    def _chosen(self, hook: Hook, taken_s: float) -> list[Candidate]:
        """Sentences for the time that is left; more time, and shorter ones, rather than too few."""
        best: list[Candidate] = []
        attempts = [(self.target_s, 0.0), (self.target_s, THRIFTY)]
        attempts += [(self.target_s + more_s, 0.0) for more_s in STEPS_S]
        attempts += [(LONGEST_S, 0.0), (LONGEST_S, 2 * THRIFTY)]
        for target_s, thrift in attempts:
            chosen = select(
                self._after(hook),
                budget_s=min(target_s, LONGEST_S) - taken_s - MAX_BEATS * BEAT_PAUSE_S,
                title_terms=frozenset(content(self.title, self.language)),
                said=[self._opening_terms],
                thrift=thrift,
                told=self.told,
            )
            if len(chosen) >= MIN_BEATS:
                return chosen
            best = max(best, chosen, key=len)
        return best

    def _candidates(self, text: str) -> list[Candidate]:
        found = candidates(text, self.language, self.phrases, longest_s=LONGEST_SENTENCE_S)
        if len(found) < FEW_SENTENCES:
            found = candidates(text, self.language, self.phrases, longest_s=LAST_RESORT_S)
        return [sentence for sentence in found if self.wishes.allows(sentence.text)]

    def _after(self, hook: Hook) -> list[Candidate]:
        """The sentences left for the beats; the one right after the hook may lean on it."""
        said = _bare(hook.spoken)
        rest = [s for s in self.sentences if s is not hook.sentence and _bare(s.text) not in said]
        if hook.sentence is None:
            return rest
        if rest and hook.sentence is self.sentences[0] and rest[0].index == hook.sentence.index + 1:
            rest[0] = replace(rest[0], leans=False)
        return rest

    def _closing(self) -> str:
        named = self.source and self.topic.url and self.phrases.closings_with_source
        lines = self.phrases.closings_with_source if named else self.phrases.closings
        if not lines:
            return ""
        line = lines[self.variant % len(lines)].replace("{source}", self.source)
        return line if whole(line) else self.phrases.closings[0]

    def _filled(self, lines: Lines, chosen: Sequence[Candidate]) -> Lines:
        """Add what the source says of itself, then questions, until the script is long enough."""
        goal_s = min(max(SHORTEST_S, self.target_s * 0.8), self.target_s)
        told = [self._opening_terms, *(sentence.terms for sentence in chosen)]
        extras = self._extras(told)
        # A closing of two sentences can give a beat, before a question is put in for number alone.
        closing_parts = split(lines.closing, self.language)
        while extras and len(lines.beats) < MAX_BEATS:
            enough = lines.duration_s(self.language) >= goal_s
            if enough and len(lines.beats) >= MIN_BEATS - len(closing_parts[1:2]):
                break
            extra = min(extras, key=self._spoken_s) if enough else extras[0]
            extras.remove(extra)
            lines = replace(lines, beats=(*lines.beats, extra), own=lines.own + 1)
        spare = iter([extra for extra in extras if extra not in lines.beats])
        while (
            lines.own and lines.duration_s(self.language) < SHORTEST_S and (more := next(spare, ""))
        ):
            *kept, last = lines.beats
            lines = replace(lines, beats=(*kept, join([last, more], self.language)))
        if len(lines.beats) >= MIN_BEATS or not closing_parts[1:]:
            return lines
        first, *rest = closing_parts
        closing = join(rest, self.language)
        return Lines(lines.hook, (*lines.beats, first), closing, own=lines.own + 1)

    def _extras(self, told: list[tuple[str, ...]]) -> list[str]:
        background = self._candidates(prose(blocks(self.topic.background), self.language))
        usable = [
            s
            for s in background
            if not (s.own or s.personal or s.leans)
            and size(s.text, self.language) >= BACKGROUND_WORDS
            and all(repeats(s.terms, other) < ALREADY_TOLD for other in told)
        ]
        about = select(usable, budget_s=LONGEST_SENTENCE_S, title_terms=frozenset(), said=told)
        items = title_items(self.title)[:MAX_ITEMS]
        asked = _rotated(self.phrases.item_questions, self.variant)
        first = [
            question.replace("{item}", item) for item, question in zip(items, asked, strict=False)
        ]
        framed = self.phrases.background if self.source else ""
        if len(told) > THIN:
            framed = ""
        elif not self.phrases.questions:
            framed = "{text}"
        told_of = [
            framed.replace("{source}", self.source).replace("{text}", s.text) for s in about[:1]
        ]
        turned = _rotated(range(len(self.phrases.questions)), self.variant)
        picked = sorted(turned[:MAX_BEATS]) + turned[MAX_BEATS:]
        questions = [self.phrases.questions[index] for index in picked]
        extras = [*first, *(line for line in told_of if line), *questions]
        return [extra for extra in extras if self.wishes.allows(extra)]

    def _spoken_s(self, line: str) -> float:
        return spoken_s(line, self.language)

    def _took(self, lines: Sequence[str]) -> float:
        return sum(spoken_s(line, self.language) + BEAT_PAUSE_S for line in lines if line)


def _rotated(items: Sequence[T], by: int) -> list[T]:
    """The items from another first one on, so that no two topics of a day ask the same."""
    start = by % len(items) if items else 0
    return [*items[start:], *items[:start]]


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
