"""Scripts by a language model, from OpenAI or any compatible host: Ollama, vLLM, gateways.

API reference: https://platform.openai.com/docs/api-reference/chat

A script costs one call, and a second one where the first answer cannot be used. Ollama takes any
key, and cuts a prompt that is longer than its context off without a word: keep `source_characters`
well below it. Ollama Cloud and some gateways hold no model to a schema: set `structured`.
UNVERIFIED: which compatible hosts refuse `max_tokens`; `input` replaces it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from include.domain import Script, Topic, Usage, digest_of
from include.providers import offers
from include.providers.asked import TextProvider
from include.providers.errors import Fatal, ProviderError
from include.providers.protocols import openai as wire
from include.providers.protocols import openai_chat as chat
from include.providers.protocols import openai_sdk as sdk
from include.providers.transport.caps import Caps
from include.providers.values import Reply, Setting
from include.writing import drafting
from include.writing.drafting import Brief, Talk
from include.writing.lengths import duration_s
from include.writing.prompting import Question, prompts_for

if TYPE_CHECKING:
    from openai import OpenAI

WHO = "The text service"
STRUCTURED = ("json_schema", "json_object", "none")
PRICES = ("price_in_usd", "price_out_usd")
MILLION = 1e6
SHORTEST_SOURCE = 500
CHARACTERS_PER_TOKEN = 3.0
"""Fewer than any common tokeniser has on average, so that what is promised is not too little."""
OVERHEAD_TOKENS = 1_500
ROUNDS = 2
REPLY_BYTES = 4 << 20


class Openai(TextProvider):
    """Asks for a script, looks it over, and has it mended once."""

    docs_url = "https://platform.openai.com/docs/api-reference/chat"
    limits = "A worker waits for each answer, up to minutes where a local server loads its model."
    base_url = sdk.BASE_URL
    shared_settings = (
        *TextProvider.shared_settings,
        Setting("lost_submit_policy", "`resubmit`, `fail` or `ask`, where an answer is lost"),
    )
    settings = (
        *wire.SETTINGS,
        Setting("host", "another service, with or without `/v1`; Ollama's port is 11434",
                shapes=True),
        Setting("password", "the key; a local server needs none"),
        Setting("model", "must be stated, for they are retired often", shapes=True),
        Setting("structured", "`json_schema`, or what the host can: `json_object`, `none`"),
        Setting("price_in_usd", "a million tokens read; no budget can be kept without the prices"),
        Setting("price_out_usd", "a million tokens written (0 for free)"),
        Setting("max_tokens", "longest answer, with what the model thinks before it (8000)"),
        Setting("source_characters", "so much is read of a source (12000)", shapes=True),
        Setting("timeout_s", "longest wait for an answer (300)"),
        Setting("input", "other fields of the request, as an object; null leaves out one of ours",
                shapes=True),
    )  # fmt: skip

    def price_usd(self, topic: Topic) -> float | None:
        """Return the most that two rounds may cost; ``None`` where the connection has no price."""
        if any(self.account.extra.get(name) in (None, "") for name in PRICES):
            return None
        told = f"{topic.text}{topic.background}{topic.feedback}".encode()
        read = (len(told) / CHARACTERS_PER_TOKEN + OVERHEAD_TOKENS) * ROUNDS
        return self._cost_usd(read + self._max_tokens, ROUNDS * self._max_tokens)

    def prompted(self, language: str) -> str:
        """Return a digest of the prompts of a language."""
        return digest_of(prompts_for(language, self.prompts))

    def write(self, topic: Topic, *, target_s: float) -> Script:
        """Write a script.

        Raises:
            Refused: The service does not want to write it.
            BadReply: Neither of two answers can be used.
            ProviderError: The service is in trouble; ``usage`` says what was spent by then.
        """
        return self._talked(drafting.written(self._brief(topic, target_s)))

    def fit(self, script: Script, topic: Topic, factor: float) -> Script | None:
        """Have the same said in ``factor`` times the words; errors as those of ``write``."""
        target_s = duration_s(script) * factor
        return self._talked(drafting.fitted(self._brief(topic, target_s), script, factor))

    def _brief(self, topic: Topic, target_s: float) -> Brief:
        longest = int(self.account.number("source_characters", 12_000))
        return Brief(topic, target_s, max(longest, SHORTEST_SOURCE), own_prompts=self.prompts)

    def _talked(self, talk: Talk) -> Script:
        used = Usage()
        try:
            question = next(talk)
            while True:
                text, usage = self._answer(question)
                used += usage
                question = talk.send(text)
        except StopIteration as end:
            script: Script = end.value
            return script.model_copy(update={"model": self.account.model, "usage": used})
        except ProviderError as error:
            error.usage = used + (error.usage or Usage())
            raise

    def _answer(self, question: Question) -> tuple[str, Usage]:
        fields = self._fields(question)

        def ask(client: "OpenAI") -> Any:
            return client.chat.completions.with_raw_response.create(**fields)

        timeout_s = self.account.number("timeout_s", 300.0)
        caps = Caps(read_s=timeout_s, total_s=timeout_s, max_bytes=REPLY_BYTES)
        reply = sdk.call(self.account, WHO, ask, caps=caps)
        try:
            text = chat.said(reply, WHO)
        except ProviderError as error:
            if chat.tokens(reply) != (None, None):
                error.usage = self._usage(reply, question, "")
            raise
        return text, self._usage(reply, question, text)

    def _fields(self, question: Question) -> dict[str, Any]:
        if not self.account.model:
            raise Fatal(f"{WHO} needs a model. Set extra.model of its connection.")
        longest = "max_tokens" if self.account.base_url else "max_completion_tokens"
        ours = {"response_format": self._format(question.schema), longest: self._max_tokens}
        return {
            "model": self.account.model,
            "messages": [{"role": role, "content": text} for role, text in question.messages],
            "extra_body": offers.merged(ours, self.account.mapping("input")),
        }

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any] | None:
        kind = self.account.extra.get("structured") or STRUCTURED[0]
        if kind not in STRUCTURED:
            known = ", ".join(STRUCTURED)
            raise Fatal(f"structured of the connection is {kind!r}. Choose one of: {known}.")
        return chat.response_format(kind, "script", schema)

    @property
    def _max_tokens(self) -> int:
        return int(self.account.number("max_tokens", 8_000))

    def _usage(self, reply: Reply, question: Question, text: str) -> Usage:
        """Count what was used; what a service does not say is taken at its words' length."""
        read, wrote = chat.tokens(reply)
        if read is None:
            asked = sum(len(message) for _, message in question.messages)
            read = int(asked / CHARACTERS_PER_TOKEN)
        wrote = int(len(text) / CHARACTERS_PER_TOKEN) if wrote is None else wrote
        return Usage(tokens_in=read, tokens_out=wrote, cost_usd=self._cost_usd(read, wrote))

    def _cost_usd(self, tokens_in: float, tokens_out: float) -> float:
        prices = [self.account.number(name, 0.0) for name in PRICES]
        if min(prices) < 0:
            raise Fatal(f"{' or '.join(PRICES)} of the connection is below 0. Give prices in USD.")
        return (prices[0] * tokens_in + prices[1] * tokens_out) / MILLION
