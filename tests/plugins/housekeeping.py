"""A housekeeping run: its context, and its list and replays over the real ledger and store."""

from types import SimpleNamespace

from dailies.operators.list_letters import LETTERS_KEY, ListLettersOperator
from dailies.operators.replay_letters import ReplayLettersOperator
from tests.plugins.jobs import context


def run(run_id="house", *, conf=None, **kwargs):
    """Return a context of the housekeeping; what is not a try's is a param of the run."""
    ctx = context(run_id=run_id, **kwargs)
    ctx["ti"].dag_id, ctx["ti"].task_id = "housekeeping", "replay_letters"
    ctx["ti"].xcoms = {}
    ctx["ti"].xcom_push = lambda key, value: ctx["ti"].xcoms.update({key: value})
    ctx["dag_run"] = SimpleNamespace(conf=conf if conf is not None else dict(ctx["params"]))
    return ctx


def listed(**params):
    """List the letters; return what is handed on to be replayed, and what was told."""
    ctx = run(**params)
    groups = ListLettersOperator(task_id="list_letters").execute(ctx)
    return groups, ctx["ti"].xcoms[LETTERS_KEY]


def replay(group, **kwargs):
    return ReplayLettersOperator(
        task_id="replay_letters", **group, **{"first_event_s": 0.0, "lease_s": 0.0, **kwargs}
    )


def replays(**params):
    """List for replay and return the operators of the mapped tasks."""
    return [replay(group) for group in listed(letters="replay", **params)[0]]
