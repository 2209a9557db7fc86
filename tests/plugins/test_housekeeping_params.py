import pytest
from airflow.sdk import ParamsDict
from airflow.sdk.exceptions import ParamValidationError

from dailies.housekeeping_params import housekeeping_params
from include.domain.housekeeping import HousekeepingRequest


def resolved(**given):
    params = ParamsDict(housekeeping_params())
    params.update(given)
    return params.validate()


def test_the_form_offers_exactly_what_the_housekeeping_knows():
    assert set(housekeeping_params()) == set(HousekeepingRequest.model_fields)
    for name, param in housekeeping_params().items():
        assert param.schema["title"], name
        assert param.schema["section"], name


def test_the_defaults_of_the_form_are_those_of_the_housekeeping():
    assert HousekeepingRequest.from_params(resolved()) == HousekeepingRequest()


def test_an_emptied_field_means_never_where_that_is_a_choice():
    asked = HousekeepingRequest.from_params(resolved(expire_days=None, letter_ids=None))
    assert (asked.expire_days, asked.letter_ids) == (None, ())


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("letters", "burn", "burn"),
        ("letter_ids", ["../../x"], "match"),
        ("letter_ids", ["0" * 64], "match"),
        ("budget_usd", -1, "minimum"),
        ("expire_days", 0, "minimum"),
        ("media_days", 1, "minimum"),
        ("partial_hours", 0, "minimum"),
        ("report_days", 1000, "maximum"),
        ("dry_run", "yes", "boolean"),
    ],
)
def test_the_form_refuses_a_bad_value_with_the_reason(name, value, reason):
    with pytest.raises(ParamValidationError) as refused:
        resolved(**{name: value})
    assert name in str(refused.value)
    assert reason in str(refused.value)
