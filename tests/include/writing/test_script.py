from include.domain import Beat, Role, Script, Topic, Usage
from include.providers.asked import TextProvider
from include.providers.text.extractive import Extractive
from include.writing.script import fit, write

TEXT = (
    "The Moon pulls the ocean toward it twice a day. Water on the near side is pulled harder than "
    "water on the far side. Two bulges form, and the Earth turns underneath them every day. In the "
    "Bay of Fundy the sea rises sixteen metres between low water and high water."
)
TOPIC = Topic(topic_id="0" * 12, title="Why tides rise", text=TEXT, language="en", slug="tides")


class Aurora(TextProvider):
    """Writes with a model, as an outside service does."""

    def fit(self, script, topic, factor):
        return None

    def write(self, topic, *, target_s):
        beat = Beat(role=Role.HOOK, spoken=f"{target_s:.0f} s of tides.", seen="the sea")
        return Script(
            topic_id=topic.topic_id, title="Tides", language="en", beats=(beat,), model="aurora-2"
        )


def test_a_script_by_a_service_says_so_without_the_service_saying_it():
    script = write(TOPIC, Aurora(), target_s=30)
    assert (script.provider, script.model, script.made_with_ai) == ("test_script", "aurora-2", True)
    assert script.beats[0].spoken == "30 s of tides."


def test_a_claim_that_a_service_makes_up_is_a_finding():
    class Boastful(Aurora):
        def write(self, topic, *, target_s):
            script = super().write(topic, target_s=target_s)
            beat = script.beats[0].model_copy(update={"spoken": "The sea rises 99 metres."})
            return script.model_copy(update={"beats": (beat,)})

    (finding,) = write(TOPIC, Boastful(), target_s=30).findings
    assert (finding.code, "99" in finding.message) == ("ungrounded_claim", True)


def test_a_script_that_a_service_made_of_next_to_nothing_says_so():
    bare = TOPIC.model_copy(update={"text": ""})
    codes = [finding.code for finding in write(bare, Aurora(), target_s=30).findings]
    assert codes == ["thin_source", "ungrounded_claim"]


def test_what_cannot_be_fitted_stays_as_it_is_and_costs_nothing_more():
    script = write(TOPIC, Aurora(), target_s=30).model_copy(update={"usage": Usage(cost_usd=1)})
    fitted = fit(script, TOPIC, Aurora(), 0.8)
    assert fitted.spoken == script.spoken
    assert fitted.usage == Usage()


def test_what_is_made_of_a_sources_own_sentences_is_by_no_ai():
    script = write(TOPIC, Extractive(), target_s=30)
    assert (script.provider, script.made_with_ai) == ("extractive", False)
