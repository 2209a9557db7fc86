"""Another take of a topic: an opening and sentences that the takes before it did not have."""

from collections import Counter

from include.domain import Topic
from include.writing.composing import Composer
from include.writing.feedback import Wishes


def composer_of(topic: Topic, target_s: float, wishes: Wishes) -> Composer:
    """Return the composer of the topic's take, which knows what the takes before it told.

    What was asked of those is forgotten by now: they are taken to have been made as this one is.
    """
    told: Counter[int] = Counter()
    for number in range(1, topic.take):
        earlier = topic.model_copy(update={"take": number})
        told.update(Composer(earlier, target_s, wishes, told=told.copy()).told_here)
    return Composer(topic, target_s, wishes, told=told)
