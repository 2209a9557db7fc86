"""Several sources at once: what each gave, and which of them failed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from include.domain import Finding, Severity
from include.domain.source import Source
from include.ledger.quotas import Quotas
from include.providers.errors import Fatal, ProviderError, Retryable
from include.providers.harvesting import Harvest, TopicsProvider
from include.topics.asking import Talk

SIDE_BY_SIDE = 4
"""So many sources are asked at once."""


@dataclass(frozen=True)
class Asked:
    """A source and who is to be asked, or why nobody can be."""

    source: Source
    provider: TopicsProvider | ProviderError


@dataclass(frozen=True)
class Gathered:
    """What a source gave; ``links`` where that is titles of pages elsewhere."""

    source: Source
    harvest: Harvest
    links: bool = False


def gather(
    asked: Sequence[Asked], *, quotas: Quotas, language: str
) -> tuple[tuple[Gathered, ...], tuple[Finding, ...]]:
    """Ask every source; return what they gave, in their order, and a finding for each that failed.

    Raises:
        ProviderError: Every one failed: the only one's error, or one that says them all. It is
            ``Retryable`` when any of them is.
    """

    def one(each: Asked) -> Harvest | ProviderError:
        if isinstance(each.provider, ProviderError):
            return each.provider
        try:
            return Talk(each.provider, quotas).harvest(each.source.query, language=language)
        except ProviderError as error:
            return error

    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="sources") as pool:
        outcomes = list(pool.map(one, asked))
    found, failed = [], []
    for each, outcome in zip(asked, outcomes, strict=True):
        if isinstance(outcome, Harvest):
            links = isinstance(each.provider, TopicsProvider) and each.provider.links
            found.append(Gathered(each.source, outcome, links))
        else:
            failed.append((each.source, outcome))
    if failed and not found:
        raise _every_one(failed)
    return tuple(found), tuple(_finding(source, error) for source, error in failed)


def _every_one(failed: Sequence[tuple[Source, ProviderError]]) -> ProviderError:
    if len(failed) == 1:
        return failed[0][1]
    said = " ".join(f"{source.shown}: {error}" for source, error in failed)
    message = f"None of the {len(failed)} sources could be read. {said}"
    passing = [error for _, error in failed if isinstance(error, Retryable)]
    if not passing:
        return Fatal(message)
    waits = [error.retry_after_s for error in passing if error.retry_after_s is not None]
    return Retryable(message, retry_after_s=min(waits, default=None))


def _finding(source: Source, error: ProviderError) -> Finding:
    return Finding(
        code="source_failed",
        severity=Severity.WARNING,
        message=f"Source {source.shown} could not be read: {error}",
        remedy="The other sources were used. Mend it, or leave it out.",
    )
