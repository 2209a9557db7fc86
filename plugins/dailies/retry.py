"""What Airflow does about an error of ours: the error tree as a retry policy."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import RetryPolicy
from airflow.sdk.definitions.retry_policy import RetryAction, RetryDecision

from include.providers.errors import Fatal, Lost, Refused, Retryable

if TYPE_CHECKING:
    from airflow.sdk import Context


class ProviderRetryPolicy(RetryPolicy):
    """Retry what passes by itself, fail what does not; anything else as the task says."""

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,  # noqa: ARG002
        max_tries: int,  # noqa: ARG002
        context: "Context | None" = None,  # noqa: ARG002
    ) -> RetryDecision:
        """Decide by the error's class, never by its text."""
        kind = type(exception).__name__
        match exception:
            case Refused() | Fatal():
                return RetryDecision(RetryAction.FAIL, reason=f"{kind}: retrying cannot help")
            case Retryable(retry_after_s=seconds) if seconds is not None:
                delay = timedelta(seconds=seconds)
                return RetryDecision(RetryAction.RETRY, delay, f"{kind}: retry in {delay}")
            case Retryable() | Lost():
                return RetryDecision(RetryAction.RETRY, reason=f"{kind}: retry")
        return RetryDecision.default()

    def serialize(self) -> dict[str, Any]:
        """Return nothing: the policy has no settings."""
        return {}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "ProviderRetryPolicy":  # noqa: ARG003
        """Return the policy; it has no settings."""
        return cls()


def is_final(error: BaseException, ti: Any) -> bool:
    """Whether Airflow will not try again by itself after this error of a task instance."""
    return isinstance(error, (Refused, Fatal)) or ti.try_number > ti.max_tries


def provider_retry_policy() -> ProviderRetryPolicy:
    """Return the policy for every task that talks to a provider."""
    return ProviderRetryPolicy()
