import itertools
import os
import re
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.domain import Beat, Role, Script
from include.providers.asked import Manner, Spoken
from include.providers.catalogue import find
from include.providers.errors import Fatal
from include.speech.tokens import joiner, plain, speakable

pytestmark = pytest.mark.integration

SAMPLES = {
    "en": ("Don't pay $1,234.56 to Dr. Smith's well-known friend on 3rd May 2024.", "OK? “Yes!”"),
    "de": ("Das ist z. B. ein Test, 3,5 km weit.", "Am 21. Mai um 9 Uhr: los geht's!"),
    "fr": ("Quoi\u202f? L'eau d'ici monte, aujourd'hui, de 99 cm.", "« Oui », dit-il."),
    "es": ("¿Qué pasa? ¡La marea sube 16 metros!", "Nada más."),
    "ru": ("Привет, мир! Это стоит 25 рублей.", "В 1945 году и т. д."),
    "ar": ("مرحبا بالعالم، كيف حالك؟", "في عام 1990 ارتفع الماء."),
    "hi": ("नमस्ते दुनिया। आप कैसे हैं?", "पानी 3.5 मीटर उठता है।"),
    "zh": ("你好，世界。今天是2024年，使用 Airflow 3.3 系统。", "“我们走！”他说。"),
    "ja": ("こんにちは、せかい。", "きょうは あめです。"),
    "th": ("สวัสดีชาวโลก วันนี้น้ำขึ้น", "ลาก่อน"),
}
HOSTILE = (
    "'; %{}\\N{\\an8}:[] ../../x <script>alert(1)</script> {{ jinja }} {% raw %}",
    "[in]drawtext=text='x':x=0;[out] <speak><break time=\"9s\"/></speak> [[h@l'oU]] a",
    "\x01 50P \x00\x1b[31m \u202eRTL\u202c &amp; 100% https://a.b/c?d=e&f=g #tag @me a_b **b** `c`",
    "🎉🎉 party 👨‍👩‍👧 1️⃣ 🇩🇪 \u200b\u200d\ufeff end",
    "a." * 2000,
    "水" * 300,
)


def script(*spoken: str, language: str = "en") -> Script:
    beats = tuple(Beat(role=Role.BEAT, spoken=text, seen="sea") for text in spoken)
    return Script(topic_id="0" * 12, title="Tides", language=language, beats=beats)


def speak(*spoken: str, language: str = "en", voice: str = "auto", **manner) -> Spoken:
    written = script(*spoken, language=language)
    return find("speech", "espeak")().speak(written, Manner(voice=voice, **manner))


def check(spoken: Spoken, texts: tuple[str, ...], language: str) -> None:
    """Everything that holds for every narration."""
    for beat, text in enumerate(texts):
        words = [word.text for word in spoken.words if word.beat == beat]
        assert joiner(language).join(words) == plain(text)
    assert [word.beat for word in spoken.words] == sorted(word.beat for word in spoken.words)
    for before, after in itertools.pairwise(spoken.words):
        assert before.end_s <= after.start_s
    for word in spoken.words:
        assert word.end_s - word.start_s >= 0.0399
        span = spoken.beats[word.beat]
        assert span.start_s <= word.start_s < word.end_s <= span.end_s
    assert len(spoken.beats) == len(texts)
    assert spoken.beats[0].start_s == 0.0
    assert spoken.beats[-1].end_s == spoken.duration_s
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(spoken.beats))


def level(spoken: Spoken, start_s: float, end_s: float) -> float:
    samples = np.frombuffer(spoken.pcm, "<i2").astype(float)
    rate_hz = spoken.sample_rate_hz
    return float(np.sqrt((samples[int(start_s * rate_hz) : int(end_s * rate_hz)] ** 2).mean()))


def onsets_s(spoken: Spoken, *, silence_s: float = 0.08) -> list[float]:
    """When sound begins after silence, found without looking at the words."""
    samples = np.abs(np.frombuffer(spoken.pcm, "<i2").astype(float))
    frame = spoken.sample_rate_hz // 200
    loud = samples[: len(samples) // frame * frame].reshape(-1, frame).max(axis=1) > 300
    quiet = int(silence_s * 200)
    return [
        index / 200
        for index in range(len(loud))
        if loud[index] and not loud[max(0, index - quiet) : index].any()
    ]


@pytest.mark.parametrize("language", SAMPLES)
def test_the_words_of_a_beat_give_its_text_back_and_their_times_hold(language):
    spoken = speak(*SAMPLES[language], language=language)
    check(spoken, SAMPLES[language], language)
    assert not spoken.findings
    assert spoken.sample_rate_hz == 22_050


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_hostile_text_is_spoken_as_text(text, language):
    check(speak(text, "And on.", language=language), (text, "And on."), language)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "ar", "hi", "zh", "ja"])
def test_there_is_sound_in_every_word_and_silence_between_beats(language):
    spoken = speak(*SAMPLES[language], language=language)
    for word in spoken.words:
        assert level(spoken, word.start_s, word.end_s) > 300, word
    last = max(word.end_s for word in spoken.words if word.beat == 0)
    assert level(spoken, last + 0.05, spoken.beats[1].start_s) < 10


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "One, two; three. Four? Pay Peter! Stop: seven thousand, eight."),
        ("en", "In 1999, 250 ships left; $5,000.75, they said, was enough. Don't, well-known Bob."),
        ("de", "Erstens, zweitens; drittens. Am 3. Mai 1999, um 9 Uhr, war Schluss."),
        ("fr", "Un, deux; trois. En 1984, presque 80 personnes. Oui, vraiment."),
        ("ru", "Раз, два; три. В 1945 году, летом, 25 рублей. Да, конечно."),
        ("es", "Uno, dos; tres. En 1999, 80 personas. Claro, vale."),
    ],
)
def test_a_word_begins_when_it_is_heard(language, text):
    """After each pause in the sound, a word begins within 60 ms, and none is missed."""
    spoken = speak(text, language=language)
    begins = np.array([word.start_s for word in spoken.words])
    heard = onsets_s(spoken)
    assert len(heard) >= text.count(",") + 2
    for onset_s in heard:
        nearest = spoken.words[int(np.abs(begins - onset_s).argmin())]
        inside = any(
            w.start_s < onset_s < w.end_s and re.search(r"\d", w.text) for w in spoken.words
        )
        assert inside or abs(nearest.start_s - onset_s) <= 0.06, (onset_s, nearest)
    for before, word in itertools.pairwise(spoken.words):
        if before.text[-1] in ",;.?!:" and before.text[-2:] != "3.":
            assert min(abs(word.start_s - onset_s) for onset_s in heard) <= 0.06, word


def test_longer_words_take_longer():
    spoken = speak("A responsibility I incomprehensibly saw.")
    lasts = {word.text: word.end_s - word.start_s for word in spoken.words}
    assert lasts["responsibility"] > 4 * lasts["A"]
    assert lasts["incomprehensibly"] > 4 * lasts["I"]


def test_a_pause_between_beats_is_longer_than_between_sentences():
    spoken = speak("One. Two.", "Three.")
    one, two, three = spoken.words
    assert 0.2 < two.start_s - one.end_s < 0.4
    assert 0.4 < three.start_s - two.end_s < 0.6


def test_silence_at_the_ends_is_cut_and_joins_do_not_click():
    spoken = speak("Peter paid. Six ships sailed.", "Tok.")
    samples = np.frombuffer(spoken.pcm, "<i2").astype(float)
    assert spoken.words[0].start_s <= 0.05
    assert spoken.duration_s - spoken.words[-1].end_s <= 0.05
    sounding = np.flatnonzero(samples)
    gaps = np.flatnonzero(np.diff(sounding) > spoken.sample_rate_hz // 10)
    assert len(gaps) == 2
    beside = [*samples[sounding[gaps]], *samples[sounding[gaps + 1]], samples[0], samples[-1]]
    assert np.abs(beside).max() < 0.03 * 32_768


def test_the_same_script_gives_the_same_bytes():
    first = speak(*SAMPLES["en"])
    speak(*SAMPLES["fr"], language="fr")
    assert speak(*SAMPLES["en"]) == first


def test_the_voice_named_is_the_voice_heard():
    plain_voice = speak("The tide is high.")
    other = speak("The tide is high.", voice="en-gb+f3")
    assert plain_voice.voice == "en-us+Nguyen"
    assert other.voice == "en-gb+f3"
    assert other.pcm != plain_voice.pcm


def test_no_voice_overdrives():
    for voice in ("auto", "+paul", "+klatt4", "+antonio", "+f3"):
        samples = np.frombuffer(speak("Father paid for the bow and arrow.", voice=voice).pcm, "<i2")
        assert (np.abs(samples.astype(int)) >= 32_767).sum() <= 8, voice


def test_ten_thousand_characters_are_spoken_soon():
    text = ("The tide is high, and the moon is full; nobody knows why. " * 200)[:10_000]
    spoken = speak(text)
    check(spoken, (text,), "en")
    assert spoken.duration_s > 400


def test_kanji_are_pointed_out():
    spoken = speak("今日は雨です。", language="ja")
    assert [finding.code for finding in spoken.findings] == ["kanji_unread"]
    assert "3" in spoken.findings[0].message


def test_an_unknown_language_is_spoken_with_a_warning():
    spoken = speak("Kamusta kayo.", language="fil")
    assert spoken.voice.startswith("en-us")
    assert [finding.severity for finding in spoken.findings] == ["warning"]


@pytest.mark.parametrize("empty", ["", "  \n ", "😀😀", "…", "\x00"])
def test_a_beat_with_nothing_to_say_is_refused_by_number(empty):
    with pytest.raises(Fatal, match='Beat 2 of "Tides" has no words to speak'):
        speak("Fine.", empty)


def test_a_script_without_beats_is_refused():
    with pytest.raises(Fatal, match="no beats"):
        speak()


def test_a_script_of_a_book_is_refused_before_it_is_spoken():
    with pytest.raises(Fatal, match="20000 are the most"):
        speak("word " * 5000)


def test_an_unknown_voice_is_refused_with_close_ones():
    with pytest.raises(Fatal, match="en-gb"):
        speak("Hello.", voice="en-gbb")


def test_a_forked_child_speaks_as_its_parent_did():
    before = speak("The tide is high.")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        same = speak("The tide is high.") == before
        os.write(writing, b"same" if same else b"other")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as incoming:
        assert incoming.read() == b"same"
    os.waitpid(child, 0)


def test_threads_do_not_hear_each_other():
    alone = {language: speak(*SAMPLES[language], language=language) for language in SAMPLES}
    together: dict[str, Spoken] = {}

    def run(language: str) -> None:
        together[language] = speak(*SAMPLES[language], language=language)

    threads = [threading.Thread(target=run, args=(language,)) for language in SAMPLES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(min_size=1, max_size=80).filter(speakable), min_size=1, max_size=3),
    st.sampled_from(["en", "de", "ru", "ar", "hi", "zh", "ja", "th", "vi", "el", "my", "xx"]),
)
def test_any_text_that_can_be_spoken_is_timed(texts, language):
    check(speak(*texts, language=language), tuple(texts), language)


@pytest.mark.parametrize("speed", [0.6, 1.5, 2.0])
def test_a_faster_voice_takes_less_time(speed):
    usual, other = speak(*SAMPLES["en"]), speak(*SAMPLES["en"], speed=speed)
    assert other.duration_s == pytest.approx(usual.duration_s / speed, rel=0.15)
    check(other, SAMPLES["en"], "en")


def test_a_pronunciation_is_heard_and_not_shown():
    text = "The SQL trick works."
    usual, other = speak(text), speak(text, pronunciations={"SQL": "a very long thing to say"})
    assert [word.text for word in other.words] == [word.text for word in usual.words]
    long = other.words[1].end_s - other.words[1].start_s
    assert long > 0.6
    check(other, (text,), "en")
