from include.capture.placing import placed
from include.domain import Shot
from include.domain.capture import Capture


def shots(count):
    return [Shot(index=n, beat=n, prompt="tea", duration_s=4) for n in range(count)]


def capture(**place):
    return Capture(url="https://shop.example", **place)


def beats(captures, count=6, most=8):
    return [
        (captures.index(each), [shot.beat + 1 for shot in found])
        for each, found in placed(captures, shots(count), most=most)
    ]


def test_a_page_is_seen_at_its_beat():
    assert beats([capture(beat=3)]) == [(0, [3])]


def test_or_at_every_nth():
    assert beats([capture(every=2)]) == [(0, [2, 4, 6])]
    assert beats([capture(every=1)], most=2) == [(0, [1, 2])]


def test_a_beat_goes_to_the_first_that_asks_for_it():
    assert beats([capture(beat=2), capture(every=2), capture(beat=4)]) == [(0, [2]), (1, [4, 6])]


def test_a_beat_that_is_not_there_shows_nothing():
    assert beats([capture(beat=9)]) == []
