from itertools import combinations
from random import Random

import pytest

from include.music.moods import Mood, theory
from include.music.score import BEATS, Score, compose

MOODS = theory().moods
SEEDS = range(40)


def composed(mood: Mood, seed: int = 1, duration_s: float = 40.0) -> Score:
    return compose(mood, theory(), Random(seed), duration_s=duration_s)


@pytest.mark.parametrize("mood", MOODS.values(), ids=list(MOODS))
def test_no_chord_bites(mood):
    """No semitone between neighbours, none above the bass, no diminished fifth on it."""
    for seed in SEEDS:
        for chord in composed(mood, seed).chords:
            assert all(abs(a - b) != 1 for a, b in combinations(chord.pitches, 2)), chord
            over_bass = {(pitch - chord.bass) % 12 for pitch in chord.pitches}
            assert 0 in over_bass
            assert not over_bass & {1, 6}, chord


@pytest.mark.parametrize("mood", MOODS.values(), ids=list(MOODS))
def test_every_part_stays_in_its_register(mood):
    for seed in SEEDS:
        score = composed(mood, seed)
        assert all(45 <= pitch <= 76 for chord in score.chords for pitch in chord.pitches)
        assert all(36 <= note.pitch <= 47 for note in score.basses)
        assert all(60 <= note.pitch <= 92 for note in score.plucks)


@pytest.mark.parametrize("mood", MOODS.values(), ids=list(MOODS))
def test_plucked_notes_belong_to_the_chord_below_them(mood):
    score = composed(mood)
    for note in score.plucks:
        chord = max(
            (c for c in score.chords if c.start_s <= note.start_s + 1e-9), key=lambda c: c.start_s
        )
        assert note.pitch % 12 in {pitch % 12 for pitch in chord.pitches}


@pytest.mark.parametrize("duration_s", [1.0, 7.3, 60.0, 600.0])
def test_the_music_fills_its_time(duration_s):
    for mood in MOODS.values():
        chords = composed(mood, duration_s=duration_s).chords
        assert chords[0].start_s == 0.0
        assert chords[-1].start_s + chords[-1].duration_s >= duration_s
        assert chords[-1].start_s < duration_s


def test_the_tempo_is_the_moods():
    for mood in MOODS.values():
        for seed in SEEDS:
            bar_s = composed(mood, seed).chords[0].duration_s / mood.bars
            slowest, fastest = mood.tempo_bpm
            assert slowest - 1e-6 <= 60.0 * BEATS / bar_s <= fastest + 1e-6


def test_seeds_differ_in_key_harmony_tempo_and_pattern():
    scores = [composed(MOODS["bright"], seed) for seed in SEEDS]
    assert len({score.chords[0].bass for score in scores}) > 4
    assert len({tuple(chord.pitches for chord in score.chords[:4]) for score in scores}) > 30
    assert len({score.chords[1].start_s for score in scores}) == len(scores)
    rhythms = {
        tuple(round(note.start_s / score.chords[0].duration_s * 16) for note in score.plucks[:8])
        for score in scores
    }
    assert len(rhythms) > 5


def test_the_same_seed_composes_the_same():
    assert composed(MOODS["calm"], 7) == composed(MOODS["calm"], 7)
