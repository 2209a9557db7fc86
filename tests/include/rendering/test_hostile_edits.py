"""Two hundred hostile edits: each becomes a valid short, or is refused before it is encoded.

None hangs, and no text becomes a filter, an option, a file or a drawing.
"""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from include.domain import Edit, Severity, Short
from include.quality.gate import inspect
from include.rendering.errors import Unrenderable
from include.rendering.ffmpeg import binary
from include.shorts.making import files, make_short
from include.storage.errors import StorageError
from include.storage.media import MediaStore
from tests.include.rendering import hostile, reading, zoo
from tests.include.rendering.staging import Stage, stored
from tests.include.rendering.watch import Told, listening, watching

pytestmark = [pytest.mark.integration, pytest.mark.slow]

COUNT = 200
REFUSED = (Unrenderable, StorageError, ValueError)
REFUSALS = {
    "no value": r"^\d+ validation errors? for \w+\n.+\[type=(string_unicode|finite_number),",
    "script": r"^The script of topic \w+ lacks .+\. Write it again\.$",
    "no sound": r"^The narration of .+ is unusable: .+\. Narrate the script again\.$",
    "no length": r"^The narration of .+ has no length \(.+\)\. Narrate the script again\.$",
    "silence": r"^The narration of .+ is silent .+\. Narrate the script again, or",
    "clicks": r"^The sound of .+ does not reach .+\. Check the narration",
    "gone": r"^.+ is not in the media store\. .+",
    "no digest": r"^.+ is not a SHA-256 digest of 64 lower-case hex digits\.$",
    "no edit": r"^.+ is no edit: (the file|[\w.]+): .+\. Give the \.edit\.json beside a short\.$",
}
"""What is said of an edit that cannot be rendered: what is wrong with it, and what to do."""
BESIDE = frozenset({"silence", "clicks"})
"""What is only known as the sound is mixed, beside the encode, which then ends at once."""
SEEN = frozenset({"black_stretch", "frozen_stretch", "silent_stretch"})
"""What the gate may say of a valid file: its clips and sounds are as they are."""
CHANGED = frozenset({"caption_text", "caption_time", "caption_outside", "sidecar"})
"""What it may say besides of an edit that somebody has changed."""
FILTERS = frozenset(
    [
        *("acompressor", "acrossfade", "adelay", "afade", "aformat", "alimiter", "aloop"),
        *("alphamerge", "amix", "anullsrc", "apad", "aresample", "asetpts", "asplit", "ass"),
        *("atempo", "atrim", "avgblur", "blackdetect", "boxblur", "bwdif", "color", "concat"),
        *("copy", "crop", "ebur128", "equalizer", "fade", "fillborders", "format", "fps"),
        *("freezedetect", "geq", "gradients", "highpass", "highshelf", "hstack", "loop", "lutyuv"),
        *("noise", "overlay", "pad", "perspective", "rotate", "scale", "sendcmd", "setparams"),
        *("setpts", "setsar", "settb", "sidechaincompress", "silencedetect", "split", "tonemap"),
        *("tpad", "trim", "volume", "vstack", "zscale"),
    ]
)
"""All of them look at what they are given; none opens a file but ``ass``."""
TEXTS = frozenset({"filename=captions.ass:fontsdir=fonts", "filename=cover.ass:fontsdir=fonts"})


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Stage:
    folder = tmp_path_factory.mktemp("hostile")
    canary = folder / "canary.png"
    zoo.run(canary, "-f", "lavfi", "-i", "color=magenta:s=64x64", "-frames:v", "1")
    (folder / "zoo").mkdir()
    store = MediaStore(folder / "media")
    media = stored(store, zoo.made(folder / "zoo", canary))
    return Stage(store, media, canary, folder)


@pytest.fixture(scope="module")
def watch(stage):
    with watching(stage.canary) as found:
        yield found


@pytest.mark.timeout(120, func_only=True)
@pytest.mark.parametrize("seed", range(COUNT))
def test_a_hostile_edit_becomes_a_valid_short_or_is_refused(stage, watch, record_property, seed):
    parts, refused = hostile.parts(seed), ""
    with listening() as told:
        try:
            edit = stage.edit(parts)
            short = made(edit, stage)
        except REFUSED as error:
            refused = kind_of(str(error))
            assert not told.encoded or refused in BESIDE, "refused after it was encoded"
        else:
            assert faults(short, edit, stage) <= (SEEN | CHANGED if parts.change else SEEN)
    record_property("became", refused or "valid")
    assert not watch.opened(), "a text had a file opened"
    assert not [*stage.store.partials().glob("renders/*/")], "something was left behind"
    harmless(told, stage)


def test_most_are_rendered_and_the_others_refused_for_many_reasons(stage):
    refusals = Counter(refusal for seed in range(COUNT) if (refusal := uncut(seed, stage)))
    assert refusals.keys() == REFUSALS.keys() - BESIDE - {"no digest"}
    assert refusals.total() < COUNT / 2


def uncut(seed: int, stage: Stage) -> str:
    """Return why there is not even an edit, if there is none."""
    try:
        stage.edit(hostile.parts(seed))
    except REFUSED as error:
        return kind_of(str(error))
    return ""


def made(edit: Edit, stage: Stage) -> Short:
    return make_short(edit, slug="hostile", store=stage.store, on_progress=lambda _: None)


def kind_of(refusal: str) -> str:
    kinds = [kind for kind, said in REFUSALS.items() if re.search(said, refusal, re.DOTALL)]
    assert len(kinds) == 1, refusal
    return kinds[0]


def faults(short: Short, edit: Edit, stage: Stage) -> set[str]:
    """Return the codes of what stops the short; each of its files is there, and as it should be."""
    local = {ending: stage.store.local(media) for ending, media in files(short).items()}
    empty = {ending for ending, path in local.items() if not path.stat().st_size}
    assert empty <= (set() if edit.cues else {".srt"})
    assert local[".srt"].read_text().count(" --> ") == len(edit.cues)
    assert Edit.model_validate_json(local[".edit.json"].read_bytes()) == edit
    return {found.code for found in short.findings if found.severity is Severity.ERROR}


def harmless(told: Told, stage: Stage) -> None:
    """No text is in what ffmpeg ran, and none has a meaning in what libass drew."""
    for argv in told.argv:
        assert not any(stage.canary.name in arg for arg in argv)
        inputs = [value for option, value in pairwise(argv) if option == "-i"]
        assert all(is_known(name, stage) for name in inputs), inputs
    for graph in told.graphs:
        used = [*reading.filters(graph)]
        assert {name for name, _ in used} <= FILTERS
        assert {options for name, options in used if name == "ass"} <= TEXTS
        assert stage.canary.name not in graph
    for subtitles in told.subtitles:
        odd = [event for event in reading.events(subtitles) if not reading.is_ours(event)]
        assert not odd, odd


def is_known(name: str, stage: Stage) -> bool:
    """Whether an input is a file of the store or of the render's folder, or silence."""
    plain = name.removeprefix("file:")
    inside = Path(plain).is_relative_to(Path(stage.store.root.path)) or "/" not in plain
    return name == "anullsrc" or (name.startswith("file:") and inside)


@pytest.fixture(scope="module")
def plain(stage):
    """A short that nothing is wrong with, its edit, and what ffmpeg was told."""
    edit = stage.edit(hostile.Parts(clips=("plain.mp4",), music="song.mp3"))
    with listening() as told:
        short = made(edit, stage)
    return short, edit, told


def test_everything_ffmpeg_is_told_is_listened_to(stage, plain):
    short, edit, told = plain
    assert not faults(short, edit, stage)
    assert told.encoded
    used = {name for graph in told.graphs for name, _ in reading.filters(graph)}
    assert used >= {"ass", "overlay", "scale", "sidechaincompress", "ebur128", "blackdetect"}
    assert any("Why the sea" in reading.seen(subtitles) for subtitles in told.subtitles)
    harmless(told, stage)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_short_that_breaks_off_would_be_noticed(stage, plain, tmp_path, share):
    short, edit, _ = plain
    whole = stage.store.local(short.video).read_bytes()
    broken = tmp_path / "short.mp4"
    broken.write_bytes(whole[: int(len(whole) * share)])
    sidecar = stage.store.local(short.sidecar)
    found = inspect(broken, edit, local=stage.store.local, sidecar=sidecar)
    assert {each.code for each in found if each.severity is Severity.ERROR} - SEEN - CHANGED


def test_a_filter_that_a_text_injects_would_be_noticed(stage, watch):
    """A raw text in a graph has the file opened; the watch sees it, and so does the reading."""
    watch.opened()
    graph = f"color=black:s=64x64,null[a];movie={stage.canary}[b];[a][b]overlay"
    argv = [binary(), "-nostdin", "-loglevel", "error", "-filter_complex", graph]
    with listening() as told:
        subprocess.run([*argv, "-frames:v", "1", "-f", "null", "-"], check=True)
    assert watch.opened()
    assert {name for name, _ in reading.filters(told.graphs[0])} - FILTERS == {"null", "movie"}
    with pytest.raises(AssertionError):
        harmless(told, stage)


@pytest.mark.parametrize("text", [each for each in hostile.INJECTIONS if each.startswith("{\\")])
def test_a_drawing_that_a_text_injects_would_be_noticed(text):
    assert not reading.is_ours(f"{{\\an5\\pos(1,2)}}{text}")


@pytest.mark.parametrize("text", [each for each in hostile.INJECTIONS if each[:1] in {"\n", "\r"}])
def test_a_line_that_a_text_injects_would_be_noticed(stage, plain, text):
    _, _, told = plain
    with pytest.raises(AssertionError):
        harmless(replace(told, subtitles=[told.subtitles[0] + text]), stage)


@pytest.mark.parametrize("kind", [*zoo.ALL_PICTURES, *zoo.ALL_SOUNDS])
def test_every_file_of_the_zoo_is_in_an_edit(kind):
    used = [hostile.parts(seed) for seed in range(COUNT)]
    assert any(kind in (*each.clips, each.music, each.narration) for each in used)


def test_hostile_parts_are_the_same_wherever_they_are_made():
    assert repr(hostile.parts(7)) == repr(hostile.parts(7)) != repr(hostile.parts(8))
