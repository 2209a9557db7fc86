"""Reviews of shorts that nobody rendered, as many as are wanted, and nothing else."""

from typing import Any

from airflow.sdk import dag, get_current_context, task

from dailies.params import batch_params
from dailies.sensors.review import ReviewSensor

FILE = {"uri": "file:///m/x", "digest": "0" * 64, "content_type": "video/mp4", "size_bytes": 1}
FILES = ("video", "cover", "preview", "captions_srt", "captions_vtt", "captions_ass", "sidecar")


@task
def spread() -> list[dict[str, Any]]:
    """Make up ``limit`` shorts."""
    return [_about(number) for number in range(get_current_context()["params"]["limit"])]


def _about(number: int) -> dict[str, Any]:
    name = {"topic_id": f"{number:012x}", "title": f"Short {number}"}
    size = {"duration_s": 30.0, "width_px": 1080, "height_px": 1920}
    sound = {"loudness_lufs": -14.0, "true_peak_dbtp": -2.0}
    files = dict.fromkeys((*FILES, "edit"), FILE)
    words = {"role": "hook", "spoken": "The sea breathes.", "seen": "The sea."}
    slug = {"slug": f"short-{number}"}
    return {
        "topic": {**name, **slug},
        "script": {**name, "language": "en", "beats": [words]},
        "short": {**name, **slug, **size, **sound, **files, "language": "en", "edit_digest": "1"},
    }


@dag(schedule=None, catchup=False, params=batch_params(), doc_md=__doc__, tags=["tests"])
def many_reviews() -> None:
    ReviewSensor.partial(task_id="review_short").expand_kwargs(spread())


many_reviews()
