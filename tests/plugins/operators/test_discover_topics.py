"""Topics of several sources, as one list, each once, with Airflow's connections and the ledger."""

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowFailException

from dailies.hooks.ledger import ledger
from dailies.operators.discover_topics import DiscoverTopicsOperator
from include.domain import Topic
from include.providers.errors import Fatal, ProviderError, Refused
from tests.emulators.feeds import Feeds
from tests.emulators.hackernews import Hackernews
from tests.plugins.jobs import context


@pytest.fixture
def feeds():
    with Feeds() as emulator:
        yield emulator


@pytest.fixture
def news(monkeypatch):
    with Hackernews() as emulator:
        # a private address is refused before anything is looked up
        emulator.settings["site"] = emulator.url
        said = f'{{"conn_type": "http", "host": "{emulator.url}"}}'
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TOPICS_HACKERNEWS", said)
        yield emulator


def discovered(run_id="run", **conf):
    """Run the task; return its topics and the findings it left."""
    about = context(run_id=run_id, **conf)
    left = []
    about["ti"].xcom_push = lambda key, value: left.extend(value)
    about["dag_run"] = SimpleNamespace(conf=conf)
    found = DiscoverTopicsOperator(task_id="discover_topics").execute(about)
    return [Topic.model_validate(one) for one in found], left


def rendered(run_id, topics):
    for topic in topics:
        facts = {"state": "published", "edit_digest": "e"}
        ledger().shorts.record_short(run_id, topic.topic_id, **facts)


def test_several_sources_become_one_list(data, feeds, news):
    sources = ["hackernews:top", f"{feeds.url}/feed"]
    topics, findings = discovered(sources=sources, keywords=["ship", "bees"], limit=6)
    assert len(topics) == 6
    assert {topic.source for topic in topics} == {"Hacker News", "Harbour Post"}
    assert all("says" in topic.why and "score" in topic.why for topic in topics)
    codes = {finding["code"] for finding in findings}
    assert {"items_left_out", "topic_dropped", "page_not_read"} <= codes


def test_a_source_that_fails_is_a_finding(data, feeds):
    topics, findings = discovered(sources=[f"{feeds.url}/dead", f"{feeds.url}/feed"])
    assert len(topics) == 3
    assert findings[0]["code"] == "source_failed"


def test_a_source_whose_provider_does_not_exist_is_a_finding_that_names_those_that_do(data, feeds):
    _, findings = discovered(sources=["myspace:x", f"{feeds.url}/feed"])
    assert "hackernews" in findings[0]["message"]


def test_when_all_fail_the_task_fails(data, feeds):
    with pytest.raises((ProviderError, AirflowFailException), match="None of the 2 sources"):
        discovered(sources=[f"{feeds.url}/dead", f"{feeds.url}/nowhere"])


def test_nothing_the_channel_made_comes_again_across_runs(data, feeds):
    asked = {"feed": f"{feeds.url}/feed", "repeats": "never", "limit": 2}
    made = []
    for run in ("r1", "r2", "r3"):
        topics, findings = discovered(run_id=run, **asked)
        rendered(run, topics)
        made += [topic.title for topic in topics]
    assert len(made) == len(set(made)) == 5
    assert any("made before" in finding["message"] for finding in findings)
    with pytest.raises(Refused, match="No topic is left"):
        discovered(run_id="r4", **asked)


def test_a_memory_of_no_days_remembers_nothing(data, feeds):
    asked = {"feed": f"{feeds.url}/feed", "limit": 2}
    first, _ = discovered(run_id="r1", **asked)
    rendered("r1", first)
    assert discovered(run_id="r2", memory_days=0, **asked)[0] == first


def test_run_again_the_task_finds_what_it_found(data, feeds, news):
    asked = {"sources": ["hackernews", f"{feeds.url}/feed"], "limit": 4}
    first, _ = discovered(**asked)
    feeds.settings["count"] = 9
    again, _ = discovered(**asked)
    assert [topic.topic_id for topic in again] == [topic.topic_id for topic in first]


def test_topics_given_by_hand_are_made_as_they_are_and_remembered(data, feeds):
    given, _ = discovered(run_id="r1", topics=["Ship 1 enters the harbour at dawn"])
    rendered("r1", given)
    found, _ = discovered(run_id="r2", feed=f"{feeds.url}/feed", repeats="never", limit=9)
    assert given[0].title not in {topic.title for topic in found}
    assert len(found) == 4


def test_banned_words_are_dropped_and_the_report_says_which(data, feeds):
    topics, findings = discovered(feed=f"{feeds.url}/feed", banned=["ship 3"], limit=9)
    assert len(topics) == 4
    assert any("'ship 3', which is banned" in finding["message"] for finding in findings)


def test_a_provider_that_finds_no_topics_is_refused(data):
    with pytest.raises(Fatal, match="does not exist"):
        discovered(providers={"topics": "espeak"})
