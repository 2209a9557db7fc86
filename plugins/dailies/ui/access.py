"""Who may do what at the desk: Airflow's user, with Airflow's permissions on the DAG.

A browser sends the login's cookie along whoever makes it ask, so what changes something also needs
a header that no form can set, and must come from our own page.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import get_user
from airflow.configuration import conf
from airflow.models.dag import DagModel
from fastapi import Depends, HTTPException, Request

if TYPE_CHECKING:
    from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod

HEADER = "x-dailies-desk"
"""Set by our page on whatever changes something; its value does not matter."""

NOT_YOURS = "Your role does not allow this"


class Visitor:
    """Somebody who is logged in, and what Airflow lets them do."""

    def __init__(self, user: BaseUser) -> None:
        self.user = user

    @property
    def name(self) -> str:
        """What Airflow calls them."""
        return str(self.user.get_name())

    def dag_ids(self) -> set[str]:
        """Return the DAGs they may look at."""
        return set(get_auth_manager().get_authorized_dag_ids(user=self.user, method="GET"))

    def may_look(self, dag_id: str) -> bool:
        """Say whether they may look at the shorts of a DAG."""
        return self._may("GET", dag_id)

    def may_decide(self, dag_id: str) -> bool:
        """Say whether they may answer what a DAG asks."""
        return self._may("PUT", dag_id, DagAccessEntity.HITL_DETAIL)

    def may_start(self, dag_id: str) -> bool:
        """Say whether they may start a run of a DAG."""
        return self._may("POST", dag_id, DagAccessEntity.RUN)

    def is_among(self, assigned: set[str]) -> bool:
        """Say whether they are one of those a question was put to; nobody named means anybody."""
        manager = get_auth_manager()
        return not assigned or manager.is_authorized_hitl_task(
            assigned_users=assigned, user=self.user
        )

    def _may(
        self, method: "ResourceMethod", dag_id: str, entity: DagAccessEntity | None = None
    ) -> bool:
        details = DagDetails(id=dag_id, team_name=DagModel.get_team_name(dag_id))
        return get_auth_manager().is_authorized_dag(
            method=method, access_entity=entity, details=details, user=self.user
        )


async def visitor(user: Annotated[BaseUser, Depends(get_user)]) -> Visitor:
    """Return who asks; without a login nobody gets past here."""
    return Visitor(user)


async def deliberate(request: Request) -> None:
    """Refuse what may have been sent by a page of somebody else's.

    Raises:
        HTTPException: It does not come from our page, or is no JSON.
    """
    headers = request.headers
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON")
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = (site and site != "same-origin") or (origin and not _is_ours(origin, request))
    unproven = not (site or origin or headers.get("authorization"))
    if HEADER not in headers or foreign or unproven:
        raise HTTPException(HTTPStatus.FORBIDDEN, "This did not come from the review desk")


def _is_ours(origin: str, request: Request) -> bool:
    """Compare hosts: behind a proxy that speaks TLS, the schemes differ."""
    base = urlsplit(conf.get("api", "base_url", fallback="") or "").netloc
    return urlsplit(origin).netloc in {request.headers.get("host"), base} - {"", None}


Visiting = Annotated[Visitor, Depends(visitor)]
