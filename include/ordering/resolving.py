"""What became of a submission whose reply was lost."""

import logging
import time
from datetime import timedelta
from http import HTTPStatus

from include.ledger import entries as states
from include.ledger.entries import Entry
from include.ordering.asking import Ask, Later
from include.ordering.submitting import Submitter
from include.providers.errors import BadReply, Fatal
from include.providers.lost import Submission
from include.providers.transport import ask
from include.providers.values import Job

NO_LIST = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_IMPLEMENTED,
)
"""Told by a stand-in for a service that cannot look up what the service could."""

OTHERS = timedelta(hours=1)
"""Jobs ordered so long before a lost one may still have been accepted after it."""

log = logging.getLogger(__name__)


def resolve(by: Submitter, asked: Ask, entry: Entry) -> Entry | Later | None:
    """Find out about a bare intent: the accepted job, a time to look again, or ``None``.

    ``None`` means the order may be submitted (again).

    Raises:
        Fatal: Nobody can tell and the rules forbid to submit again.
        ProviderError: The service has trouble with telling.
    """
    if entry.lease_until.timestamp() > time.time():
        return Later(entry.lease_until.timestamp(), f"{asked.subject} is being submitted")
    orders, name = by.ledger.orders, by.provider.name
    try:
        job = _looked_up(by, asked, entry)
    except BadReply as error:
        log.warning("%s", error)
        _doubt(by, asked, entry)
        return None
    listed_at = entry.submitted_at.timestamp() + by.rules.lease_s
    if job is None and time.time() < listed_at:
        # it may still be on its way into the list
        return Later(listed_at, f"{name} does not know {asked.subject} yet")
    if job is None:
        log.info("%s never reached %s", asked.subject, name)
        orders.closed(entry, states.FAILED)
        return None
    log.info("Found job %s at %s for %s", job.job_id, name, asked.subject)
    orders.accepted(entry, job)
    return orders.latest(asked.digest)


def _looked_up(by: Submitter, asked: Ask, entry: Entry) -> Job | None:
    """Ask the service; raise ``BadReply`` when it does not tell."""
    orders, name = by.ledger.orders, by.provider.name
    others = orders.known_jobs(name, since=entry.submitted_at - OTHERS)
    lost = Submission(asked.order, orders.key(entry), entry.submitted_at.timestamp(), others)
    request = by.provider.find(lost)
    if request is None:
        raise BadReply(f"{name} cannot look up whether it took {asked.subject}.")
    try:
        reply = ask(by.provider, request, what=f"Looking for {asked.subject} at {name}")
    except Fatal as error:
        if error.status in NO_LIST:
            raise BadReply(str(error)) from None
        raise
    return by.provider.found(reply, lost)


def _doubt(by: Submitter, asked: Ask, entry: Entry) -> None:
    """Decide about a submission nobody can tell the fate of."""
    name, rule = by.provider.name, by.rules.lost_submit
    cleared = entry.owner != by.asker.owner or entry.epoch < by.asker.epoch
    if rule == "resubmit" or (rule == "ask" and cleared):
        if by.ledger.orders.given_up(entry):
            log.warning(
                "%s may have reached %s before; it is ordered again and %.2f USD are in doubt",
                asked.subject,
                name,
                entry.expected_usd,
            )
        return
    remedy = "Look there; clear this task to order again." if rule == "ask" else "Look there."
    error = Fatal(
        f"{asked.subject} may or may not have reached {name}: the reply to its submission was "
        f"lost, and lost_submit_policy is {rule!r}. {remedy}"
    )
    by.ledger.orders.doubtful(entry, error)
    raise error
