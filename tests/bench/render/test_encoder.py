import subprocess
import sys

from bench.render.encoder import aac, x264
from include.rendering.command import encoded_sound, encoding
from include.rendering.footage import Sounds
from include.rendering.picture import orders
from include.rendering.sound import Levels, mixed
from include.settings import PROJECT
from tests.include.editing.parts import edit


def pairs(args):
    return list(zip(args[::2], args[1::2], strict=True))


def test_all_contenders_encode_as_the_render_does(tmp_path):
    made = edit(tmp_path)
    picture = orders(made, {})[0].args
    for name, value in pairs(x264(made.canvas, encoding().preset)):
        assert picture[picture.index(name) + 1] == value, name
    narration = Sounds(narration=tmp_path / "narration.wav")
    sound = encoded_sound(mixed(made, narration, Levels()), "sound.m4a")
    for name, value in pairs(aac()):
        assert sound[sound.index(name) + 1] == value, name


def test_the_render_has_no_setting_of_the_encoder_that_others_lack(tmp_path):
    """Threads would be one: x264 chooses them for all."""
    args = orders(edit(tmp_path), {})[0].args
    assert not {"-threads", "-x264-params", "-x264opts", "-tune", "-bf", "-refs"} & set(args)


def test_a_preset_is_chosen_for_a_process():
    code = (
        "from bench.render.encoder import choose\n"
        "from include.rendering.command import encoding\n"
        "choose('slower')\n"
        "print(encoding().preset)\n"
    )
    argv = [sys.executable, "-c", code]
    said = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=PROJECT)
    assert said.stdout.strip() == "slower"
