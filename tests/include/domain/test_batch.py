import pytest

from include.domain.batch import BatchRequest, GivenTopic


def test_the_defaults_ask_a_person_and_publish_to_the_folder():
    request = BatchRequest()
    assert request.review.policy == "ask"
    assert request.review.timeout_days == 7
    assert request.targets == ("folder",)


def test_an_empty_field_of_the_form_means_the_default():
    assert BatchRequest.from_params({"limit": None, "feed": None}).limit == 3


def test_topics_may_be_titles_or_objects():
    request = BatchRequest.from_params(
        {"topics": ["Tides", {"title": "Bees", "text": "Bees fly."}]}
    )
    assert request.topics == ("Tides", GivenTopic(title="Bees", text="Bees fly."))


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": "three"}, "limit"),
        ({"topics": ["x"] * 101}, "topics"),
        ({"review": {"policy": "maybe"}}, "review.policy"),
        ({"review": {"timeout_days": 0}}, "review.timeout_days"),
        ({"review": {"approvals": 3}}, "review.approvals"),
        ({"review": {"approvals": 2, "reviewers": ["ana"]}}, "review"),
        ({"review": {"approvals": 2, "reviewers": ["ana", "ana"]}}, "review"),
        ({"review": {"takes": 11}}, "review.takes"),
        ({"review": {"auto_approve": {"cost_below_usd": 0}}}, "review.auto_approve.cost_below_usd"),
        ({"review": {"auto_approve": {"cost": 1}}}, "review.auto_approve.cost"),
        ({"take": {"of": "r", "topic_id": "t", "number": 1}}, "take.number"),
        ({"budget_usd": -1}, "budget_usd"),
        ({"aspect": "2:1"}, "aspect"),
        ({"providers": {"music": ["bed", "volcengine_music"]}}, "providers"),
        ({"providers": {"clip": ["fal", "fal"]}}, "providers"),
        ({"providers": {"clip": []}}, "providers.clip.names"),
        ({"providers": {"clip": 7}}, "providers.clip.names"),
        ({"nonsense": 1}, "nonsense"),
        ({"topics": ["half \ud83d"]}, "topics.0.title"),
        ({"topics": ["Tides", {"title": ""}]}, "topics.1.object.title"),
        ({"topics": [3]}, "topics.0.object"),
    ],
)
def test_a_bad_param_is_refused_by_name_with_what_to_do(params, named):
    with pytest.raises(ValueError, match="is refused") as refused:
        BatchRequest.from_params(params)
    assert f"'{named}'" in str(refused.value)
    assert "the params are: topics, feed" in str(refused.value)


def test_a_stage_has_one_provider_and_clips_may_have_several_in_their_order():
    request = BatchRequest.from_params({"providers": {"clip": ["fal", "pexels"], "music": "bed"}})
    assert request.chain("clip") == ("fal", "pexels")
    assert (request.chain("music"), request.chain("text")) == (("bed",), ())
    assert (request.provider("clip"), request.provider("text")) == ("fal", "")
    assert BatchRequest.from_params(request.model_dump(mode="json")) == request
