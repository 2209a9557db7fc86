"""What the stages of a short share: the topic, its label in the grid, the pool, the manual.

A stage's payload is a JSON object that carries ``topic_id``, so that ``report_batch`` can put the
payloads of a mapped group together whatever is missing.
"""

import inspect
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.sdk import BaseOperator

from include.domain import Topic
from include.domain.batch import BatchRequest

if TYPE_CHECKING:
    from airflow.sdk import Context

MAX_LABEL = 60

FINDINGS_KEY = "findings"
"""XCom of a stage that fails on what it found, so that the report can still tell."""


def batch_of(context: "Context") -> str:
    """Return the batch's name: the run id as a file name."""
    from include.storage.keys import batch_key

    return batch_key(context["run_id"])


def request_of(context: "Context") -> BatchRequest:
    """Return the run's checked params."""
    return BatchRequest.from_params(dict(context["params"]))


class DocumentedOperator(BaseOperator):
    """An operator whose docstring is its manual in the UI and whose class names its pool."""

    stage_pool: ClassVar[str] = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("doc_md", inspect.getdoc(type(self)))
        if self.stage_pool:
            kwargs.setdefault("pool", self.stage_pool)
        super().__init__(**kwargs)


class StageOperator(DocumentedOperator):
    """A stage of one short.

    :param topic: The topic the short is about, as ``Topic`` JSON. (templated)
    """

    template_fields: tuple[str, ...] = ("topic",)

    def __init__(self, *, topic: Any, **kwargs: Any) -> None:
        kwargs.setdefault("map_index_template", "{{ task.label }}")
        super().__init__(**kwargs)
        self.topic = topic

    @property
    def label(self) -> str:
        """What the grid calls this mapped task: the topic's title, shortened."""
        title = self.topic["title"] if isinstance(self.topic, dict) else self.task_id
        return title if len(title) <= MAX_LABEL else f"{title[: MAX_LABEL - 1].rstrip()}…"

    @property
    def subject(self) -> Topic:
        """The topic as a model."""
        return Topic.model_validate(self.topic)
