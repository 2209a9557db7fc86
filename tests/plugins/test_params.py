import pytest
from airflow.sdk import ParamsDict
from airflow.sdk.exceptions import ParamValidationError

from dailies.params import batch_params
from include.domain.batch import BatchRequest


def resolved(**given):
    params = ParamsDict(batch_params())
    params.update(given)
    return params.validate()


def test_the_form_offers_exactly_what_a_batch_knows():
    assert set(batch_params()) == set(BatchRequest.model_fields)


def test_the_defaults_of_the_form_are_those_of_the_batch():
    assert BatchRequest.from_params(resolved()) == BatchRequest()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("limit", 0, "minimum"),
        ("limit", 5000, "maximum"),
        ("limit", "three", "type"),
        ("topics", [f"Topic {n}" for n in range(5000)], "too long"),
        ("topics", [""], "non-empty"),
        ("topics", ["x" * 10_001], "too long"),
        ("topics", [{"titel": "Tides"}], "titel"),
        ("providers", {"clip": "nobody"}, "nobody"),
        ("providers", {"clips": "fal"}, "clips"),
        ("providers", {"clip": ["fal", "nobody"]}, "nobody"),
        ("providers", {"clip": ["fal", "fal"]}, "unique"),
        ("providers", {"clip": []}, "non-empty"),
        ("providers", {"clip": 7}, "7"),
        ("providers", {"music": ["bed"]}, "bed"),
        ("review", {"policy": "perhaps"}, "perhaps"),
        ("review", {"policy": "ask", "timeout_days": 0}, "minimum"),
        ("review", {"approvals": 3}, "3"),
        ("review", {"reviewers": ["ana", "ana"]}, "unique"),
        ("review", {"reviewers": [7]}, "7"),
        ("review", {"auto_approve": {"worst_finding": "error"}}, "error"),
        ("review", {"on_timeout": "publish"}, "publish"),
        ("review", {"takes": 0}, "minimum"),
        ("take", {"of": "run", "number": 2}, "topic_id"),
        ("targets", ["myspace"], "myspace"),
        ("budget_usd", -1, "minimum"),
        ("aspect", "2:1", "2:1"),
        ("language", "{{ x }}", "match"),
        ("priority", 101, "maximum"),
    ],
)
def test_the_form_refuses_a_bad_value_with_the_reason(name, value, reason):
    with pytest.raises(ParamValidationError) as refused:
        resolved(**{name: value})
    assert name in str(refused.value)
    assert reason in str(refused.value)


def test_an_unknown_provider_is_answered_with_those_that_exist():
    with pytest.raises(ParamValidationError, match="procedural"):
        resolved(providers={"clip": "nobody"})


def test_providers_of_clips_may_be_named_in_their_order():
    given = {"clip": ["fal", "pexels", "procedural"], "music": "bed"}
    assert resolved(providers=given)["providers"] == given
