"""Who is told, by which connection, and that it never fails a task."""

import json

import pytest
from airflow.sdk.exceptions import TaskAwaitingInput

from dailies.notifiers import telling
from include.domain.notification import Notification
from include.notifications import programs
from tests.emulators.inbox import Inbox
from tests.emulators.webhook_receiver import SECRET, WebhookReceiver
from tests.include.notifications.test_messages import asked
from tests.plugins.jobs import context, operator
from tests.plugins.sensors import test_review as reviews

sensor = reviews.sensor
asked_of = reviews.asked

TOLD = asked()


@pytest.fixture
def inbox(monkeypatch, data):
    """Somebody's address, and the connection that names it."""
    with Inbox() as emulator:
        connect(monkeypatch, "DAILIES_NOTIFY", password=f"{emulator.address}\n")
        yield emulator


@pytest.fixture
def receiver(monkeypatch, data):
    """A program that wants to know, and the connection to it."""
    monkeypatch.setattr(programs, "WAITS_S", (0.01, 0.01))
    with WebhookReceiver() as emulator:
        host = f"{emulator.url}/hook"
        connect(monkeypatch, "DAILIES_NOTIFY_WEBHOOK", host=host, password=SECRET)
        yield emulator


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://air.example")


def connect(monkeypatch, name, *, host="", password="", **extra):
    fields = {"conn_type": "generic", "host": host, "password": password, "extra": extra}
    monkeypatch.setenv(f"AIRFLOW_CONN_{name}", json.dumps(fields))


def tell(notification: Notification = TOLD):
    for notifier in telling.everybody(notification):
        notifier(context())


def test_every_channel_with_a_connection_is_told(inbox, receiver):
    tell()
    assert inbox.messages[0]["title"] == TOLD.subject
    assert list(receiver.events) == [TOLD.event_id]


def test_without_connections_nobody_is_told_and_nothing_is_said(data, capfd):
    tell()
    assert "told" not in "".join(capfd.readouterr()).lower()


def test_a_connection_says_what_it_wants_to_be_told(inbox, monkeypatch):
    connect(monkeypatch, "DAILIES_NOTIFY", password=inbox.address, kinds=["batch_finished"])
    tell()
    assert inbox.messages == []
    tell(TOLD.model_copy(update={"kind": "batch_finished"}))
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("host", "password", "said"),
    [
        ("", SECRET, "no address"),
        ("http://127.0.0.1:1/x?s3cret-query", SECRET, "cannot be reached"),
        ("http://127.0.0.1:1/x", "s3cret-no-webhook-secret", "no webhook secret"),
        ("ftp://127.0.0.1/x", SECRET, "not a plain http"),
    ],
)
def test_a_channel_that_fails_fails_no_task_and_shows_no_secret(
    data, monkeypatch, capfd, host, password, said
):
    monkeypatch.setattr(programs, "WAITS_S", (0.01, 0.01))
    connect(monkeypatch, "DAILIES_NOTIFY_WEBHOOK", host=host, password=password)
    connect(monkeypatch, "DAILIES_NOTIFY", password="mailto://ana:s3cret-mail@")
    tell()
    log = "".join(capfd.readouterr())
    assert "Not everybody was told by dailies_notify_webhook." in log
    assert "Not everybody was told by dailies_notify." in log
    assert "s3cret" not in log
    assert said in log


def test_an_error_nobody_thought_of_fails_no_task(inbox, monkeypatch, capfd):
    def broken(*_):
        raise RuntimeError("json://robot:s3cret-token@host")

    monkeypatch.setattr("include.notifications.people.tell_people", broken)
    tell()
    log = "".join(capfd.readouterr())
    assert "RuntimeError" in log
    assert "s3cret" not in log


def test_who_is_to_review_is_told_where(inbox, sensor, asked_of):
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(reviews.context())
    (message,) = inbox.messages
    assert message["title"] == "“Tides” waits for a review"
    where = "/tasks/produce_short.review_short/mapped/3/required_actions"
    assert message["message"].splitlines()[-1].endswith(where)


def test_whoever_is_to_be_the_second_is_told_too(inbox, receiver, sensor, asked_of):
    about = reviews.context(approvals=2)
    with pytest.raises(TaskAwaitingInput):
        sensor.execute(about)
    with pytest.raises(TaskAwaitingInput):
        sensor.execute_complete(about, reviews.answer("Approve"))
    assert len(inbox.messages) == 2
    assert len(receiver.events) == 2  # no program takes the second for the first, sent twice


@pytest.mark.parametrize("policy", ["approve", "reject"])
def test_nobody_is_told_of_a_review_that_a_policy_decides(inbox, sensor, asked_of, policy):
    sensor.execute(reviews.context(policy=policy))
    assert inbox.messages == []


class TestSpending:
    """0.50 USD were spent by the batch ``run``."""

    @pytest.fixture
    def spent(self, fal):
        operator("sea", "sky").execute(context())

    def test_each_channel_is_told_once_of_each_sum_it_named(self, spent, inbox, monkeypatch):
        sums = {"batch_over_usd": 0.4, "day_over_usd": "0.3"}
        connect(monkeypatch, "DAILIES_NOTIFY", password=inbox.address, **sums)
        for _ in range(2):
            telling.tell_of_spending(context())
        batch, day = (message["title"] for message in inbox.messages)
        assert batch == "Spending passed 0.4 USD: batch run"
        assert day.startswith("Spending passed 0.3 USD: 20")
        assert inbox.messages[0]["message"].startswith("0.50 USD so far.")

    @pytest.mark.parametrize("sums", [{}, {"batch_over_usd": 0.5, "day_over_usd": 1}])
    def test_a_sum_that_was_not_passed_is_not_told(self, spent, inbox, monkeypatch, sums):
        connect(monkeypatch, "DAILIES_NOTIFY", password=inbox.address, **sums)
        telling.tell_of_spending(context())
        assert inbox.messages == []

    def test_a_sum_that_is_none_fails_no_task(self, inbox, monkeypatch, caplog):
        connect(monkeypatch, "DAILIES_NOTIFY", password=inbox.address, batch_over_usd="much")
        telling.tell_of_spending(context())
        assert "batch_over_usd" in caplog.text
