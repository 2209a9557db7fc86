"""What two edits have in common is encoded once: real files, real ffmpeg, encodes counted."""

import os
import subprocess
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from include.domain.edit import Card
from include.domain.sidecar import Sidecar
from include.rendering import command, loudness, picture
from include.rendering.command import encoding
from include.rendering.errors import FfmpegFailed
from include.rendering.stretches import MOST_SHOTS, stretches
from include.shorts.making import files, make_short, order_of
from include.storage.media import MediaStore
from include.storage.retention import sweep_media
from tests.include.editing.parts import edit, script
from tests.include.shorts.parts import small

pytestmark = [pytest.mark.integration, pytest.mark.slow]

WORDS = script(["One two three four."])


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media")


@pytest.fixture
def encodes(monkeypatch):
    """How often ffmpeg was run to encode: pictures and sounds by name."""
    counted = []
    real_encode, real_messages = picture.encode, loudness.messages

    def encode(args, **kwargs):
        counted.append("picture")
        return real_encode(args, **kwargs)

    def messages(args, **kwargs):
        counted.extend(["sound"] * ("aac" in args))
        return real_messages(args, **kwargs)

    monkeypatch.setattr(picture, "encode", encode)
    monkeypatch.setattr(loudness, "messages", messages)
    return counted


def make(made, store):
    return make_short(made, slug="tides", store=store, on_progress=lambda _: None)


def test_the_same_edit_is_never_encoded_twice(tmp_path, store, encodes):
    made = small(edit(tmp_path, written=WORDS), store)
    first = make(made, store)
    counted = list(encodes)
    assert "picture" in counted
    assert make(made, store) == first
    assert encodes == counted


def test_other_music_encodes_the_sound_and_no_picture(tmp_path, store, encodes):
    first = make(small(edit(tmp_path, written=WORDS), store), store)
    encodes.clear()
    second = make(small(edit(tmp_path, written=WORDS, with_music=True), store), store)
    assert "picture" not in encodes
    assert "sound" in encodes
    assert second.video.digest != first.video.digest


def test_other_facts_encode_nothing(tmp_path, store, encodes):
    made = small(edit(tmp_path, written=WORDS, with_music=True), store)
    first = make(made, store)
    encodes.clear()
    facts = made.facts.model_copy(update={"description": "Of the Moon.", "hashtags": ("#moon",)})
    second = make(made.model_copy(update={"facts": facts}), store)
    assert encodes == []
    assert second.video == first.video
    assert second.sidecar != first.sidecar


def test_another_title_that_only_the_cover_shows_encodes_nothing(tmp_path, store, encodes):
    made = small(edit(tmp_path, written=WORDS), store)
    card = Card(kind="title", text="Tides", start_s=0, end_s=made.duration_s)
    made = made.model_copy(update={"cards": (card,)})
    first = make(made, store)
    encodes.clear()
    facts = made.facts.model_copy(update={"title": "Of the Moon"})
    second = make(made.model_copy(update={"facts": facts}), store)
    assert encodes == []
    assert second.video == first.video
    assert second.preview == first.preview
    assert second.cover != first.cover


def test_other_words_on_screen_encode_the_picture_and_no_sound(tmp_path, store, encodes):
    made = small(edit(tmp_path, written=WORDS), store)
    make(made, store)
    encodes.clear()
    make(made.model_copy(update={"cards": ()}), store)
    assert encodes == ["picture"]


def test_a_render_that_failed_late_goes_on_where_it_failed(tmp_path, store, encodes, monkeypatch):
    made = small(edit(tmp_path, written=script(["One."] * (MOST_SHOTS + 2)), word_s=0.6), store)
    counting = picture.encode

    def break_off(args, **kwargs):
        if "picture" in encodes:
            raise FfmpegFailed("It crashed.", argv=["ffmpeg"], folder="", last_lines="")
        return counting(args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(picture, "encode", break_off)
        with pytest.raises(FfmpegFailed):
            make(made, store)
    encodes[:] = []
    make(made, store)
    assert encodes == ["picture"] * (len(stretches(made, {})) - 1)


def test_a_crash_leaves_a_command_that_can_be_pasted(tmp_path, store, monkeypatch):
    made = small(edit(tmp_path, written=WORDS), store)
    odd = replace(encoding(), preset="nonsense")
    monkeypatch.setattr(command, "encoding", lambda: odd)
    with pytest.raises(FfmpegFailed, match="nonsense") as caught:
        make(made, store)
    again = subprocess.run(["bash", "-c", caught.value.command], capture_output=True, check=False)
    assert again.returncode != 0
    assert b"nonsense" in again.stderr
    (kept,) = (store.partials() / "renders").glob("*/")
    assert str(kept) in str(caught.value)


def test_progress_over_stretches_is_one_percentage(tmp_path, store):
    made = small(edit(tmp_path, written=script(["One."] * (MOST_SHOTS + 2)), word_s=0.6), store)
    told = []
    make_short(made, slug="tides", store=store, on_progress=told.append)
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0, abs=0.03)
    assert any(0.2 < fraction < 0.95 for fraction in fractions)


def test_frames_of_many_stretches_follow_each_other_evenly(tmp_path, store):
    import av

    written = script(["One two."] * (2 * MOST_SHOTS + 3))
    made = small(edit(tmp_path, written=written, word_s=0.25), store)
    short = make(made, store)
    with av.open(str(store.local(files(short)[".mp4"]))) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        frames = [frame.pts * frame.time_base for frame in container.decode(video)]
        container.seek(0)
        heard = list(container.decode(audio))
    assert frames == [Fraction(i, 30) for i in range(made.frames)]
    ends = heard[-1].pts * heard[-1].time_base + Fraction(heard[-1].samples, 48_000)
    assert heard[0].pts == 0
    assert abs(ends - frames[-1] - Fraction(1, 30)) < Fraction(1, 30)
    assert not [found for found in short.findings if found.code == "contract"]


def test_what_the_gate_notices_stands_in_the_sidecar(tmp_path, store):
    made = small(edit(tmp_path, written=WORDS), store)
    short = make(made, store)
    told = Sidecar.model_validate_json(store.local(short.sidecar).read_bytes())
    assert [finding.code for finding in short.findings] == ["length"]
    assert told.findings == short.findings


def test_a_short_kept_by_an_earlier_version_is_made_again(tmp_path, store, encodes):
    made = small(edit(tmp_path, written=WORDS), store)
    store.put(b'{"slug": "tides"}', "application/json", order_digest=order_of(made.digest))
    assert make(made, store).edit_digest == made.digest
    assert "picture" in encodes


def test_all_files_of_a_short_stay_for_as_long_as_it_is_needed(tmp_path, store):
    made = small(edit(tmp_path, written=WORDS, with_music=True), store)
    short = make(made, store)
    old = time.time() - 100 * 86_400
    for path in Path(store.root.path).rglob("*"):
        os.utime(path, (old, old))
    sweep_media(store, unused_s=86_400, needed=[order_of(made.digest)])
    for media in (*files(short).values(), made.sound.narration, made.sound.music):
        assert store.local(media).exists()
    assert sweep_media(store, unused_s=86_400, needed=[]).kept == 0
