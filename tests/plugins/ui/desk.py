"""A real API server of Airflow with our app, its own database, three users, and shorts to show."""

import json
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import httpx

from include.domain import Finding, Script, Severity
from include.domain.script import Beat, Role
from include.storage.keys import batch_key
from tests.include.shorts.parts import short
from tests.plugins.api_server import running

DAG, REVIEW = "daily_batch", "produce_short.review_short"
USERS = {"admin": "admin", "rita": "user", "victor": "viewer"}
OURS = {"x-dailies-desk": "1"}
SCRIPT = Script(
    topic_id="t0",
    title="Tides",
    language="en",
    beats=(Beat(role=Role.HOOK, spoken="Twice a day the sea rises.", seen="waves"),),
)
FINDING = Finding(code="quiet", severity=Severity.WARNING, message="It is quiet.", at_s=2.0)
OPTIONS = ["Approve", "Reject", "New take"]


@contextmanager
def serving(monkeypatch):
    """Run the API server on loopback; give its URL and each user's token."""
    from airflow.api_fastapi import app as airflow_app
    from airflow.utils.db import initdb

    users = ",".join(f"{name}:{role}" for name, role in USERS.items())
    monkeypatch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS", users)
    monkeypatch.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "a secret of these tests " * 4)
    monkeypatch.setenv("_AIRFLOW_PROCESS_CONTEXT", "server")
    initdb()
    root = airflow_app.create_app(apps="core")
    with running(root) as url:
        yield SimpleNamespace(url=url, tokens=_tokens(), manager=_manager())


def _manager():
    from airflow.api_fastapi.app import get_auth_manager

    return get_auth_manager()


def _tokens():
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return {
        name: _manager().generate_jwt(SimpleAuthManagerUser(username=name, role=role))
        for name, role in USERS.items()
    }


def client(server, name=None, **headers):
    """Return a browser's client of a user, whose login is a cookie; nobody's without a name."""
    cookies = {"_token": server.tokens[name]} if name else {}
    return httpx.Client(base_url=server.url, cookies=cookies, headers=headers, timeout=30)


def api(server, name):
    """Return a program's client of a user, who proves with each request who they are."""
    bearer = {"authorization": f"Bearer {server.tokens[name]}"}
    return httpx.Client(base_url=server.url, headers={**OURS, **bearer}, timeout=30)


def add_run(dag_id, run_id, *, shorts, state="awaiting_input", assignees=None):
    """Give Airflow a run whose shorts wait for their review."""
    from airflow.models.dagrun import DagRun
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.sdk import timezone
    from airflow.utils.session import create_session
    from airflow.utils.types import DagRunTriggeredByType, DagRunType
    from sqlalchemy import update

    long_ago = timezone.utcnow() - timedelta(hours=1)
    with create_session() as session:
        version = _dag(session, dag_id)
        session.add(
            DagRun(
                dag_id=dag_id,
                run_id=run_id,
                run_type=DagRunType.MANUAL,
                state="running",
                run_after=long_ago,
                triggered_by=DagRunTriggeredByType.TEST,
            )
        )
        session.flush()
        for index in range(shorts):
            task = EmptyOperator(task_id=REVIEW)
            ti = TaskInstance(task, run_id=run_id, map_index=index, dag_version_id=version)
            ti.dag_id, ti.operator, ti.state = dag_id, "ReviewSensor", state
            ti.trigger_timeout = timezone.utcnow() + timedelta(days=7)
            session.add(ti)
            session.flush()
            session.add(
                HITLDetail(
                    ti_id=ti.id,
                    options=OPTIONS,
                    subject="Publish?",
                    body="",
                    defaults=["Reject"],
                    multiple=False,
                    params={"feedback": {"value": "", "schema": {"type": ["string", "null"]}}},
                    assignees=assignees,
                    created_at=long_ago,
                )
            )
        # an answer to a question just asked would be held for a while
        mine = TaskInstance.run_id == run_id
        session.execute(update(TaskInstance).where(mine).values(updated_at=long_ago))


def _dag(session, dag_id):
    from airflow.models.dag import DagModel
    from airflow.models.dag_version import DagVersion
    from airflow.models.dagbundle import DagBundleModel
    from sqlalchemy import select

    if not session.get(DagBundleModel, "tests"):
        session.add(DagBundleModel(name="tests"))
        session.flush()
    if not session.get(DagModel, dag_id):
        session.add(DagModel(dag_id=dag_id, bundle_name="tests", is_stale=False, is_paused=False))
        session.flush()
        session.add(DagVersion(dag_id=dag_id, version_number=1, bundle_name="tests"))
        session.flush()
    return session.scalar(select(DagVersion.id).where(DagVersion.dag_id == dag_id))


def keep(ledger, store, dag_id, run_id, index, **facts):
    """Give the ledger a rendered short, and the store its files; return the short's batch."""
    topic_id = facts.pop("topic_id", f"t{index}")
    media = {
        "video": store.put(bytes(range(256)) * 40, "video/mp4"),
        "cover": store.put(b"\xff\xd8 cover", "image/jpeg"),
        "preview": store.put(b"RIFF preview", "image/webp"),
        "captions_vtt": store.put(b"WEBVTT\n", "text/vtt"),
        "sidecar": store.put(b"{}", "application/json"),
    }
    made = short(topic_id=topic_id, slug=topic_id, findings=(FINDING,), **{**media, **facts})
    ledger.shorts.record_short(
        batch_key(run_id),
        topic_id,
        slug=topic_id,
        title=made.title,
        state="rendered",
        edit_digest=made.edit_digest,
        dag_id=dag_id,
        run_id=run_id,
        map_index=index,
        short=json.loads(made.model_dump_json()),
        script=SCRIPT.model_dump(mode="json"),
    )
    return batch_key(run_id)


def response_to(dag_id, run_id, index):
    """Return what was answered: options, fields and by whom; ``None`` when nobody did."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        query = (
            select(HITLDetail.chosen_options, HITLDetail.params_input, HITLDetail.responded_by)
            .join(TaskInstance, TaskInstance.id == HITLDetail.ti_id)
            .where(
                TaskInstance.dag_id == dag_id,
                TaskInstance.run_id == run_id,
                TaskInstance.map_index == index,
                HITLDetail.responded_at.is_not(None),
            )
        )
        row = session.execute(query).one_or_none()
        return row and (row[0], row[1], row[2]["id"])
