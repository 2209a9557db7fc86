"""Whatever a feed says, its shorts are of the length asked for, with voices of many paces."""

from pathlib import Path

import pytest

from include.domain import Media, Narration, digest_of
from include.providers.text.extractive import Extractive
from include.providers.topics.feed import Feed
from include.speech.correcting import NEAR, corrected
from include.topics.sources import EVERGREEN
from include.writing.lengths import duration_s
from include.writing.script import fit
from tests.include.topics.held import harvest

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
AUDIO = Media(uri="file:///a", digest="0" * 64, content_type="audio/wav", size_bytes=1)
WRITER = Extractive()
TOPICS = [
    pytest.param(topic, id=f"{path.name}:{topic.slug}")
    for path in (EVERGREEN, *sorted(FEEDS.iterdir()))
    for topic in harvest(Feed(), path.name, body=path.read_bytes()).topics
]


def voice(pace):
    """Speak at a pace of the estimate, with the unevenness of a real voice."""

    def speak(script):
        uneven = int(digest_of(script.spoken)[:4], 16) / 0xFFFF
        took_s = duration_s(script) * pace * (0.97 + 0.06 * uneven)
        return Narration(
            topic_id="t", language="en", voice="v", provider="p", audio=AUDIO,
            duration_s=took_s, words=(), beats=(),
        )  # fmt: skip
        yield  # it orders nothing

    return speak


@pytest.mark.slow
@pytest.mark.parametrize("pace", [0.75, 0.9, 1.15, 1.3])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_every_feed_fits(topic, pace):
    script = WRITER.write(topic, target_s=35)
    work = corrected(
        script,
        target_s=35,
        speak=voice(pace),
        fit=lambda said, factor: fit(said, topic, WRITER, factor),
    )
    with pytest.raises(StopIteration) as ended:
        next(work)
    narration = ended.value.value
    assert abs(narration.duration_s / 35 - 1) <= NEAR, narration.findings
