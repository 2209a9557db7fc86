"""A narration that is too long or too short is said in other words, at most twice."""

import pytest

from include.domain import Beat, Finding, Media, Narration, Role, Script, Severity, Usage
from include.providers.errors import Fatal, Unreachable
from include.speech.correcting import corrected

AUDIO = Media(uri="file:///a", digest="0" * 64, content_type="audio/wav", size_bytes=1)


def script(words):
    beat = Beat(role=Role.BEAT, spoken=" ".join(["word"] * words), seen="x")
    return Script(topic_id="t", title="T", language="en", beats=(beat,))


class Voice:
    """Takes ``word_s`` seconds a word, and costs a dollar each time."""

    def __init__(self, word_s):
        self.word_s, self.spoken = word_s, []

    def speak(self, script):
        yield ["an order"]
        words = len(script.spoken.split())
        self.spoken.append(words)
        return Narration(
            topic_id="t", language="en", voice="v", provider="p", audio=AUDIO,
            duration_s=words * self.word_s, words=(), beats=(), cost_usd=1.0,
        )  # fmt: skip


class Writer:
    """Says a script in the words asked for, or so many times as many."""

    def __init__(self, bias=1.0, error=None):
        self.bias, self.error, self.factors = bias, error, []

    def fit(self, script_, factor):
        self.factors.append(factor)
        if self.error:
            raise self.error
        words = round(len(script_.spoken.split()) * factor * self.bias)
        return script(words).model_copy(update={"usage": Usage(cost_usd=0.1)})


def run(given, voice, writer, target_s=35.0):
    work = corrected(given, target_s=target_s, speak=voice.speak, fit=writer.fit)
    orders = []
    while True:
        try:
            orders += work.send(None)
        except StopIteration as end:
            assert orders == ["an order"] * len(voice.spoken)
            return end.value


@pytest.mark.parametrize("words", [64, 70, 76])
def test_what_is_near_enough_is_left_as_it_is(words):
    writer, given = Writer(), script(words)
    narration = run(given, Voice(0.5), writer)
    assert (writer.factors, narration.script, narration.cost_usd) == ([], None, 1.0)
    assert narration.findings == ()


@pytest.mark.parametrize(("words", "factor"), [(100, 0.7), (50, 1.4)])
def test_what_is_off_is_said_in_other_words(words, factor):
    writer = Writer()
    narration = run(script(words), Voice(0.5), writer)
    assert writer.factors == [pytest.approx(factor)]
    assert narration.duration_s == pytest.approx(35.0)
    assert len(narration.script.spoken.split()) == 70
    assert narration.cost_usd == pytest.approx(2.1)


def test_a_writer_that_misses_is_asked_twice_and_no_more():
    voice, writer = Voice(0.5), Writer(bias=1.3)
    narration = run(script(140), voice, writer)
    assert len(writer.factors) == 2
    assert narration.duration_s == min(abs(w * 0.5 - 35) for w in voice.spoken) + 35
    assert [finding.code for finding in narration.findings] == ["length_off"]
    assert "longer" in narration.findings[0].message


def test_the_nearest_is_kept_whichever_it_was():
    narration = run(script(80), Voice(0.5), Writer(bias=2.0))
    assert narration.script is None
    assert narration.duration_s == 40.0


def test_what_cannot_be_said_otherwise_is_a_finding():
    writer = Writer(bias=100 / 70)
    narration = run(script(100), Voice(0.5), writer)
    assert len(writer.factors) == 1
    assert [finding.code for finding in narration.findings] == ["length_off"]


@pytest.mark.parametrize("words", [14, 400])
def test_a_script_that_is_none_of_its_length_is_left_alone(words):
    writer = Writer()
    narration = run(script(words), Voice(0.5), writer)
    assert writer.factors == []
    assert [finding.code for finding in narration.findings] == ["length_off"]


@pytest.mark.parametrize("error", [Fatal("No credit left."), Unreachable("Gone.", sent=False)])
def test_a_writer_in_trouble_costs_the_length_and_not_the_short(error):
    narration = run(script(100), Voice(0.5), Writer(error=error))
    assert narration.duration_s == 50.0
    codes = [finding.code for finding in narration.findings]
    assert codes == ["script_not_fitted", "length_off"]
    assert str(error) in narration.findings[0].message


def test_trouble_that_passes_is_waited_for_by_who_can():
    writer, voice = Writer(error=Unreachable("Gone.", sent=False)), Voice(0.5)
    work = corrected(script(100), target_s=35, speak=voice.speak, fit=writer.fit, patient=True)
    next(work)
    with pytest.raises(Unreachable):
        work.send(None)


def test_findings_of_the_voice_are_kept():
    class Hoarse(Voice):
        def speak(self, script):
            found = Finding(code="hoarse", severity=Severity.INFO, message="It is hoarse.")
            narration = yield from super().speak(script)
            return narration.model_copy(update={"findings": (found,)})

    assert [f.code for f in run(script(70), Hoarse(0.5), Writer()).findings] == ["hoarse"]


def test_other_words_are_paid_for_once_and_the_script_costs_what_its_writing_did():
    given = script(100).model_copy(update={"usage": Usage(tokens_in=9, cost_usd=0.5)})
    narration = run(given, Voice(0.5), Writer())
    assert narration.script.usage == given.usage
    assert narration.cost_usd == pytest.approx(2.1)
