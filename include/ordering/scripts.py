"""Scripts as orders: written once, found again, paid from the batch's budget."""

from collections.abc import Callable
from dataclasses import dataclass

from include import __version__
from include.domain import Script, Topic, Usage, digest_of
from include.ordering.asking import Ask
from include.ordering.paying import Till
from include.providers.asked import TextProvider
from include.providers.values import Order
from include.writing.script import fit, write

UNTOLD = {"why", "slug", "signals"}
"""What a topic says that no script draws on."""


@dataclass(frozen=True)
class Scribe:
    """Has the scripts of one topic written and fitted."""

    provider: TextProvider
    topic: Topic
    till: Till

    def script(self, *, target_s: float, steered_s: float, voice: str) -> Script:
        """Return the script of the topic; the same one whenever it is asked for.

        Args:
            target_s: What the narration is to take, in seconds.
            steered_s: The same in seconds of our estimate, as the voice's measured rate has it.
            voice: What is to speak it.

        Raises:
            Refused: The topic has nothing that can be said, or the service does not want to.
            OverBudget: It might cost more than may be spent.
            ProviderError: As the provider.
        """
        order = self._order(target_s, kind="write", voice=voice)
        return self._had(order, lambda: write(self.topic, self.provider, target_s=steered_s))

    def fitted(self, script: Script, factor: float) -> Script:
        """Return the script in ``factor`` times the time, or as it is where that cannot be.

        Raises:
            ProviderError: As ``script``.
        """
        spoken = digest_of([beat.spoken for beat in script.beats])
        order = self._order(0.0, kind="fit", script=spoken, factor=f"{factor:.3f}")
        return self._had(order, lambda: fit(script, self.topic, self.provider, factor))

    def _had(self, order: Order, write: Callable[[], Script]) -> Script:
        """Return what an order came to: found, or bought, or made for nothing."""
        found = self.till.found(order, Script)
        if found is None and not self.provider.costs:
            return self.till.keep(order, write())
        if found is None:

            def call() -> tuple[Script, Usage]:
                script = write()
                return script, script.usage

            asked = Ask(order, f"the script of {self.topic.title[:80]!r}", 0)
            found = self.till.buy(asked, self.provider.price_usd(self.topic), call)
        paid = found.usage.model_copy(update={"cost_usd": self.till.cost_usd(order)})
        return found.model_copy(update={"usage": paid})

    def _order(self, duration_s: float, **options: str) -> Order:
        topic = self.topic.model_dump(mode="json", exclude=UNTOLD)
        known = {"topic": digest_of(topic), "version": __version__}
        return Order(
            stage=self.provider.stage,
            provider=self.provider.name,
            model=self.provider.account.model,
            prompt=self.topic.title,
            duration_s=duration_s,
            take=self.topic.take,
            account=self.provider.shaping,
            options={**known, **options, "prompts": self.provider.prompted(self.topic.language)},
        )
