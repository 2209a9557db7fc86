"""A script from a topic: what is said, in which order, in how many beats."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from include.domain import Topic, digest_of
from include.text.blocks import blocks
from include.text.cleaning import clean_title
from include.text.prose import join, prose
from include.text.rates import spoken_s
from include.text.sentences import TERMINALS, whole
from include.text.terms import content
from include.writing.candidates import Candidate, candidates
from include.writing.feedback import Wishes
from include.writing.opening import Hook, choose_hook, title_items
from include.writing.phrases import Phrases, phrases_for
from include.writing.selection import select

MIN_BEATS, MAX_BEATS = 4, 6
SHORTEST_S, LONGEST_S = 25.0, 48.0
"""Estimates; the real narration may take a fifth less or more and still be within 20 to 60 s."""

BEAT_PAUSE_S = 0.35
LONGEST_SENTENCE_S = 14.0
COMFORTABLE_BEAT_S = 11.0
MAX_ITEMS = 4
MAX_SOURCE = 60


@dataclass(frozen=True)
class Lines:
    """The spoken lines of a script. ``own`` counts the beats that are the writer's, not the source's."""

    hook: str
    beats: tuple[str, ...]
    closing: str
    own: int = 0

    def duration_s(self, language: str) -> float:
        """Estimated length of the narration."""
        spoken = [self.hook, *self.beats, self.closing]
        return sum(spoken_s(line, language) + BEAT_PAUSE_S for line in spoken if line)


@dataclass(frozen=True)
class Composer:
    """Everything the lines of one script are made from."""

    topic: Topic
    target_s: float
    wishes: Wishes = field(default_factory=Wishes)

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
        return clean_title(" ".join(blocks(self.topic.title)))

    @cached_property
    def sentences(self) -> list[Candidate]:
        """The topic's sentences that may be said."""
        return self._candidates(prose(blocks(self.topic.text), self.language))

    @cached_property
    def variant(self) -> int:
        """A number that differs between topics, so that their phrases do."""
        return int(digest_of(self.topic.topic_id)[:6], 16)

    @cached_property
    def source(self) -> str:
        """The source's name as it can be said, "" when it is none worth saying."""
        name = clean_title(" ".join(blocks(self.topic.source))).rstrip(TERMINALS + " ")
        return name if len(name) <= MAX_SOURCE and sum(c.isalpha() for c in name) > 1 else ""

    def lines(self) -> Lines:
        """Return the spoken lines, the source's own sentences as far as they go."""
        hook = choose_hook(
            self.title,
            self.sentences,
            language=self.language,
            phrases=self.phrases,
            variant=self.variant,
            other_opening=self.wishes.other_opening,
        )
        closing = self._closing()
        budget_s = self.target_s - self._took([hook.spoken, closing]) - MAX_BEATS * BEAT_PAUSE_S
        said = [tuple(content(hook.spoken, self.language))]
        chosen = select(
            self._after(hook),
            budget_s=budget_s,
            title_terms=frozenset(content(self.title, self.language)),
            said=said,
        )
        beats = self._grouped(chosen)
        if not closing and len(beats) > 1:
            beats, closing = beats[:-1], beats[-1]
        return self._filled(Lines(hook.spoken, tuple(beats), closing), said, chosen)

    def _candidates(self, text: str) -> list[Candidate]:
        found = candidates(text, self.language, self.phrases, longest_s=LONGEST_SENTENCE_S)
        return [sentence for sentence in found if self.wishes.allows(sentence.text)]

    def _after(self, hook: Hook) -> list[Candidate]:
        """The sentences left for the beats; the one right after the hook may lean on it."""
        if hook.sentence is None:
            return self.sentences
        rest = [s for s in self.sentences if s is not hook.sentence]
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

    def _grouped(self, chosen: Sequence[Candidate]) -> list[str]:
        """Join sentences to at most six beats: first those that lean, then the shortest neighbours."""
        groups = [[sentence] for sentence in chosen]
        while len(groups) > MIN_BEATS:
            pairs = range(len(groups) - 1)
            best = min(pairs, key=lambda i: (not groups[i + 1][0].leans, _length(groups[i] + groups[i + 1])))
            fits = _length(groups[best] + groups[best + 1]) <= COMFORTABLE_BEAT_S
            if len(groups) <= MAX_BEATS and not (groups[best + 1][0].leans and fits):
                break
            groups[best : best + 2] = [groups[best] + groups[best + 1]]
        return [join([s.text for s in group], self.language) for group in groups]

    def _filled(self, lines: Lines, said: list[tuple[str, ...]], chosen: Sequence[Candidate]) -> Lines:
        """Add what the source says of itself, then questions, until the script is long enough."""
        goal_s = min(max(SHORTEST_S, self.target_s * 0.8), self.target_s)
        told = [*said, *(sentence.terms for sentence in chosen)]
        for extra in self._extras(told):
            enough = lines.duration_s(self.language) >= goal_s and len(lines.beats) >= MIN_BEATS
            if enough or len(lines.beats) >= MAX_BEATS:
                break
            lines = replace(lines, beats=(*lines.beats, extra), own=lines.own + 1)
        return lines

    def _extras(self, told: list[tuple[str, ...]]) -> list[str]:
        background = self._candidates(prose(blocks(self.topic.background), self.language))
        usable = [s for s in background if not s.own and not s.leans]
        about = select(usable, budget_s=LONGEST_SENTENCE_S, title_terms=frozenset(), said=told)
        items = title_items(self.title)[:MAX_ITEMS]
        asked = _rotated(self.phrases.item_questions, self.variant)
        first = [question.replace("{item}", item) for item, question in zip(items, asked, strict=False)]
        extras = [*(s.text for s in about), *first, *_rotated(self.phrases.questions, self.variant)]
        return [extra for extra in extras if self.wishes.allows(extra)]

    def _took(self, lines: Sequence[str]) -> float:
        return sum(spoken_s(line, self.language) + BEAT_PAUSE_S for line in lines if line)


def _rotated(lines: Sequence[str], by: int) -> list[str]:
    """The lines from another first one on, so that no two topics of a day ask the same."""
    start = by % len(lines) if lines else 0
    return [*lines[start:], *lines[:start]]


def _length(group: Sequence[Candidate]) -> float:
    return sum(sentence.duration_s for sentence in group)
