from datetime import UTC, datetime

import pytest

from include.domain.review import Opinion
from include.review.opinions import decided


def said(decision, by, feedback="", minute=0):
    at = datetime(2026, 11, 22, 12, minute, tzinfo=UTC)
    return Opinion(decision=decision, user_id=by.lower(), by=by, feedback=feedback, at=at)


def test_one_approval_is_enough_where_one_is_wanted():
    review = decided([said("approve", "Ana", "Lovely.")], approvals=1)
    assert (review.decision, review.by, review.feedback) == ("approve", "Ana", "Lovely.")


@pytest.mark.parametrize("decision", ["reject", "new_take"])
def test_whoever_objects_decides_alone(decision):
    review = decided([said("approve", "Ana", "Ok."), said(decision, "Ben", "No.")], approvals=2)
    assert (review.decision, review.by, review.feedback) == (decision, "Ben", "No.")


def test_two_approvals_are_those_of_two_people():
    first, again = said("approve", "Ana"), said("approve", "Ana", "Sure!", minute=1)
    assert decided([first], approvals=2) is None
    assert decided([first, again], approvals=2) is None
    review = decided([first, again, said("approve", "Ben", "Yes.", minute=2)], approvals=2)
    assert (review.decision, review.by) == ("approve", "Ana and Ben")
    assert review.feedback == "Ana: Sure!\nBen: Yes."
    assert review.at.minute == 2


def test_people_of_one_name_are_told_apart_by_their_ids():
    first = said("approve", "Ana")
    other = first.model_copy(update={"user_id": "ana2"})
    assert decided([first, other], approvals=2).decision == "approve"
