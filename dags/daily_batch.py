"""Make the day's shorts: find topics, make a short of each, have it reviewed, publish it.

**When.** Every day at 06:00 UTC once it is unpaused, or by hand: *Trigger* opens a form in which
every choice is explained; nothing has to be filled in.

**What comes out.** `published/<batch>/<slug>.mp4` with captions, cover, preview, description and
edit beside it, and `reports/<batch>.json`, both below the data folder.

**What it waits for.** `generate_clips` and `compose_music` wait for outside services without
holding a worker. `review_short` waits for a person, seven days unless the run says otherwise, and
holds nothing: answer under *Required Actions* or on the review desk. *New take* starts a run that
makes the short anew; the button of that name on `publish_short` leads there. `publish_short` waits,
holding nothing, for platforms that take their time, quotas of the day, and `publish_at`.

**When it fails.** One short failing does not stop the others: the grid shows which, its log says
what to do. The run fails when no short was produced or more failed than the failure budget allows.

**Safe to run again.** Clear any task at any time: what was made is found again, what was ordered
is not ordered twice, what was published is not published twice.

**Channels.** Each sound file of `include/channels` is such a batch of its own, `channel_<name>`, at
its own times; what is wrong with another is told of as the import error of `check_channels.py`.
"""

from datetime import timedelta

from airflow.sdk import dag, task_group

from dailies.channels import dag_id_of, sound_channels, timetable_of
from dailies.operators.capture_pages import CapturePagesOperator
from dailies.operators.compose_music import ComposeMusicOperator
from dailies.operators.discover_topics import DiscoverTopicsOperator
from dailies.operators.generate_clips import GenerateClipsOperator
from dailies.operators.narrate import NarrateOperator
from dailies.operators.publish_short import PublishShortOperator
from dailies.operators.render_short import RenderShortOperator
from dailies.operators.report_batch import ReportBatchOperator
from dailies.operators.write_script import WriteScriptOperator
from dailies.params import batch_params
from dailies.retry import provider_retry_policy
from dailies.sensors.review import ReviewSensor


def make_batch(channel):
    @dag(
        dag_id=dag_id_of(channel),
        schedule=timetable_of(channel),
        catchup=False,
        # A run waits a week for its reviews, and every new take is a run.
        max_active_runs=128,
        description=channel.title or None,
        doc_md=__doc__,
        tags=["dailies"],
        params=batch_params(channel),
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
    def batch():
        @task_group(tooltip="One short, from script to publication")
        def produce_short(topic):
            script = WriteScriptOperator(task_id="write_script", topic=topic).output
            narration = NarrateOperator(task_id="narrate", topic=topic, script=script).output
            captures = None
            if channel.captures:
                captures = CapturePagesOperator(
                    task_id="capture_pages", topic=topic, script=script
                ).output
            clips = GenerateClipsOperator(
                task_id="generate_clips", topic=topic, script=script, captures=captures
            ).output
            music = ComposeMusicOperator(task_id="compose_music", topic=topic, script=script).output
            short = RenderShortOperator(
                task_id="render_short",
                topic=topic,
                script=script,
                narration=narration,
                clips=clips,
                music=music,
            ).output
            review = ReviewSensor(
                task_id="review_short",
                topic=topic,
                script=script,
                narration=narration,
                short=short,
            ).output
            PublishShortOperator(task_id="publish_short", topic=topic, short=short, review=review)

        topics = DiscoverTopicsOperator(task_id="discover_topics").output
        report = ReportBatchOperator(task_id="report_batch", topics=topics)
        produce_short.expand(topic=topics) >> report

    batch()


for channel in sound_channels():
    make_batch(channel)
