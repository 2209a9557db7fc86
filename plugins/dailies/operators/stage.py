"""What the stages of a short share: the topic, its label in the grid, the pool, the manual.

A stage's payload is a JSON object that carries ``topic_id``, so that ``report_batch`` can put the
payloads of a mapped group together whatever is missing.
"""

import inspect
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.sdk import BaseOperator

from dailies.failures import remember_failure
from dailies.run import batch_of
from include.domain import Topic

if TYPE_CHECKING:
    from airflow.sdk import Context

MAX_LABEL = 60


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
        kwargs.setdefault("on_failure_callback", remember_failure)
        super().__init__(**kwargs)
        self.topic = topic

    @property
    def label(self) -> str:
        """What the grid calls this mapped task: the topic's title, shortened."""
        title = self.topic["title"] if isinstance(self.topic, dict) else self.task_id
        return title if len(title) <= MAX_LABEL else f"{title[: MAX_LABEL - 1].rstrip()}…"

    def came_to(self, context: "Context", state: str, **facts: Any) -> None:
        """Write into the ledger how far the short came."""
        from dailies.hooks.ledger import ledger

        about, ti = self.about, context["ti"]
        ledger().shorts.record_short(
            batch_of(context),
            about.topic_id,
            slug=about.slug,
            title=about.title,
            state=state,
            stage=self.task_id.rpartition(".")[2],
            error="",
            dag_id=ti.dag_id,
            run_id=ti.run_id,
            map_index=-1 if ti.map_index is None else ti.map_index,
            **facts,
        )

    @property
    def about(self) -> Topic:
        """The topic as a model."""
        return Topic.model_validate(self.topic)
