"""The trigger form of the housekeeping."""

from airflow.sdk import Param

from include.domain.housekeeping import HousekeepingRequest

DEFAULTS = HousekeepingRequest()


def housekeeping_params() -> dict[str, Param]:
    """Return the params of a housekeeping run, in the order of the form."""
    return {**_letters(), **_publications(), **_media(), **_rest()}


def _letters() -> dict[str, Param]:
    section = "Dead letters: what was ordered and given up"
    return {
        "letters": Param(
            DEFAULTS.letters,
            type="string",
            enum=["list", "replay"],
            values_display={
                "list": "List them",
                "replay": "Replay them: order again, or attach to the jobs there are",
            },
            title="Dead letters",
            section=section,
        ),
        "letter_ids": Param(
            list(DEFAULTS.letter_ids),
            type=["array", "null"],
            items={"type": "string", "pattern": "^[0-9a-f]{12}$"},
            maxItems=500,
            title="Which",
            description="Ids, one a line, as the log of list_letters tells them. Empty: all.",
            section=section,
        ),
        "budget_usd": Param(
            DEFAULTS.budget_usd,
            type=["number", "null"],
            minimum=0,
            title="Budget of the replay (USD)",
            description="An order that would pass it is refused before it is placed. "
            "Empty: no limit but the day's.",
            section=section,
        ),
        "expire_days": Param(
            DEFAULTS.expire_days,
            type=["integer", "null"],
            minimum=1,
            maximum=3650,
            title="Expire after (days)",
            description="Older letters are taken out, unless they are replayed. Empty: never.",
            section=section,
        ),
    }


def _publications() -> dict[str, Param]:
    return {
        "settle": Param(
            list(DEFAULTS.settle),
            type=["array", "null"],
            items={
                "type": "object",
                "required": ["short", "target", "public"],
                "additionalProperties": False,
                "properties": {
                    "short": {"type": "string", "minLength": 1, "maxLength": 250},
                    "target": {"type": "string", "minLength": 1, "maxLength": 64},
                    "public": {"type": "boolean"},
                    "url": {"type": "string", "maxLength": 2_000},
                },
            },
            maxItems=500,
            title="Settle",
            description="What became of them, as you found out at the platform; `short` and "
            "`target` as the error says. What is not public is sent again when publish_short is "
            "cleared.",
            section="Unconfirmed publications: what was sent, and perhaps arrived",
        ),
    }


def _media() -> dict[str, Param]:
    section = "Media store"
    return {
        "media_days": Param(
            DEFAULTS.media_days,
            type=["integer", "null"],
            minimum=14,
            maximum=3650,
            examples=[90, 180, 365],
            title="Delete media not used for (days)",
            description="What an undecided short, an open order or a dead letter needs is kept. "
            "Empty: all media are kept.",
            section=section,
        ),
        "partial_hours": Param(
            DEFAULTS.partial_hours,
            type="integer",
            minimum=1,
            maximum=8760,
            title="Delete half-written files after (hours)",
            section=section,
        ),
    }


def _rest() -> dict[str, Param]:
    section = "Report and trial"
    return {
        "report_days": Param(
            DEFAULTS.report_days,
            type="integer",
            minimum=1,
            maximum=366,
            title="Days in the spend report",
            section=section,
        ),
        "dry_run": Param(
            DEFAULTS.dry_run,
            type="boolean",
            title="Dry run",
            description="Say what would be done; replay, take out and delete nothing.",
            section=section,
        ),
    }
