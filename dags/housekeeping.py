"""Keep the house: dead letters, retention, and what was spent.

**When.** Every day at 04:00 UTC once it is unpaused: it lists the dead letters, expires old ones,
deletes half-written files and writes the spend report. It orders nothing and deletes no media by
schedule.

**By hand.** *Trigger* opens a form. With *Replay*, what a batch gave up is ordered again, or
attached to where the provider has the job already; when it is in the media store, the log names the
task of the batch to clear, which then goes on without paying again. With *Delete media not used
for*, room is made. With *Settle*, you say what became of a publication that only a person can see.

**What comes out.** The letters in the log of `list_letters`, and as its XCom `letters`;
`reports/housekeeping-<date>.json` with the spending by day and provider, below the data folder.

**When it fails.** A replay that fails leaves its letter where it was, with the newest error: mend
what the error says and replay it again. The other replays go on.

**Safe to run again.** Everything may be cleared: a replay attaches to the job it had.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag

from dailies.housekeeping_params import housekeeping_params
from dailies.operators.list_letters import ListLettersOperator
from dailies.operators.replay_letters import ReplayLettersOperator
from dailies.operators.report_spend import ReportSpendOperator
from dailies.operators.settle_publications import SettlePublicationsOperator
from dailies.operators.sweep_media import SweepMediaOperator
from dailies.retry import provider_retry_policy


@dag(
    # As the batch: unpaused in the afternoon, it waits for the next morning.
    schedule=CronTriggerTimetable("0 4 * * *", timezone="UTC", run_immediately=timedelta()),
    catchup=False,
    max_active_runs=4,
    doc_md=__doc__,
    tags=["dailies"],
    params=housekeeping_params(),
    default_args={
        "owner": "dailies",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=10),
        "retry_policy": provider_retry_policy(),
        "weight_rule": "upstream",
    },
)
def housekeeping():
    letters = ListLettersOperator(task_id="list_letters").output
    ReplayLettersOperator.for_each(letters, task_id="replay_letters")
    SettlePublicationsOperator(task_id="settle_publications")
    SweepMediaOperator(task_id="sweep_media")
    ReportSpendOperator(task_id="report_spend")


housekeeping()
