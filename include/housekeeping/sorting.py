"""What becomes of each dead letter: answered, expired, replayed, or kept."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from include.domain import Topic
from include.housekeeping.notices import is_refused, name_of, waiting
from include.ledger.letters import Letter
from include.providers.errors import Fatal


@dataclass
class Sorted:
    """Dead letters by what becomes of them."""

    answered: list[Letter] = field(default_factory=list)
    expired: list[Letter] = field(default_factory=list)
    refused: list[Letter] = field(default_factory=list)
    replayed: list[Letter] = field(default_factory=list)
    kept: list[Letter] = field(default_factory=list)


def chosen(letters: Sequence[Letter], letter_ids: Collection[str]) -> list[Letter]:
    """Return the letters of these ids; all for none.

    Raises:
        Fatal: There is no letter of one of the ids.
    """
    known = {letter.letter_id for letter in letters}
    if unknown := sorted(set(letter_ids) - known):
        raise Fatal(
            f"There is no dead letter {', '.join(unknown)}: it was answered, or has expired. "
            f"Those there are: {', '.join(sorted(known)) or 'none'}."
        )
    return [letter for letter in letters if not letter_ids or letter.letter_id in letter_ids]


def sort_letters(
    letters: Iterable[Letter],
    *,
    replay: bool,
    expire_before: datetime | None,
    has_result: Callable[[str], bool],
) -> Sorted:
    """Decide about each letter; what is replayed does not expire."""
    piles = Sorted()
    for letter in letters:
        if has_result(letter.order_digest):
            piles.answered.append(letter)
        elif replay and not is_refused(letter):
            piles.replayed.append(letter)
        elif expire_before and letter.since < expire_before:
            piles.expired.append(letter)
        elif replay:
            piles.refused.append(letter)
        else:
            piles.kept.append(letter)
    return piles


def replays(
    letters: Iterable[Letter], topic_of: Callable[[str, str], Topic]
) -> list[dict[str, Any]]:
    """Return what a replay needs: the letters of one stage of one short at one provider together.

    So one order that fails holds back its own short alone, as in the batch.
    """
    groups: dict[tuple[str, ...], list[Letter]] = {}
    for letter in letters:
        origin = letter.origin
        place = (origin.batch, origin.topic_id, origin.stage, origin.provider, origin.conn_id)
        groups.setdefault(place, []).append(letter)
    return [
        {
            "topic": topic_of(place[0], place[1]).model_dump(mode="json"),
            "letters": [
                {
                    "order_digest": letter.order_digest,
                    "letter_id": letter.letter_id,
                    "what": name_of(letter),
                    "clear": list(waiting(letter)),
                }
                for letter in group
            ],
        }
        for place, group in groups.items()
    ]
