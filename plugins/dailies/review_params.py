"""Who decides about a short, and of which a run makes a new take, in the form of the batch."""

from airflow.sdk import Param

from include.domain.review import MOST_FEEDBACK, MOST_TAKES, ReviewRequest

REVIEW = {
    "policy": {"type": "string", "enum": ["ask", "approve", "reject"]},
    "auto_approve": {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "worst_finding": {"type": "string", "enum": ["none", "info", "warning"]},
            "cost_below_usd": {"type": ["number", "null"], "exclusiveMinimum": 0},
        },
    },
    "reviewers": {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": 250},
        "uniqueItems": True,
        "maxItems": 50,
    },
    "approvals": {"type": "integer", "enum": [1, 2]},
    "timeout_days": {"type": "number", "exclusiveMinimum": 0, "maximum": 60},
    "on_timeout": {"type": "string", "enum": ["reject", "approve"]},
    "takes": {"type": "integer", "minimum": 1, "maximum": MOST_TAKES},
}

TAKE = {
    "of": {"type": "string", "minLength": 1, "maxLength": 250},
    "topic_id": {"type": "string", "minLength": 1, "maxLength": 64},
    "number": {"type": "integer", "minimum": 2, "maximum": MOST_TAKES},
    "feedback": {"type": "string", "maxLength": MOST_FEEDBACK},
}


def review_param(default: ReviewRequest, section: str) -> Param:
    """Return the param ``review``."""
    return Param(
        default.model_dump(mode="json"),
        type="object",
        additionalProperties=False,
        properties=REVIEW,
        title="Review",
        description_md="`policy` **ask** puts each short before a person; **approve** and "
        "**reject** decide at once. A person is asked for `timeout_days`, then `on_timeout` "
        "decides. Nobody is asked about a short that `auto_approve` lets pass, as in "
        '`{"worst_finding": "info", "cost_below_usd": 1}`. `reviewers` are the ids of the users '
        "who may answer (empty: whoever may edit the DAG), `approvals` how many of them must "
        "approve. `takes` is how many takes of a topic there may be, the first included.",
        section=section,
    )


def take_param(section: str) -> Param:
    """Return the param ``take``."""
    return Param(
        None,
        type=["object", "null"],
        additionalProperties=False,
        required=["of", "topic_id", "number"],
        properties=TAKE,
        title="Take",
        description="Leave it empty: a reviewer's “New take” fills it in, for the run it starts.",
        section=section,
    )
