from include.domain import Topic
from include.domain.batch import BatchRequest, TakeRequest
from include.domain.take import Take
from include.review import takes
from include.storage.keys import batch_key

TIDES = Topic(topic_id="t1", slug="x" * 60, title="Tides", text="The sea breathes.", why="New.")
TAKE = Take(
    topic=TIDES,
    number=2,
    run_id="take2",
    of_run_id="manual__1",
    first_run_id="manual__1",
    feedback="Slower.",
    asked_by="Ana",
)


def test_a_run_id_is_the_same_for_the_same_take_and_a_good_file_name():
    run_id = takes.run_id("daily_batch", "manual__1:2+00:00", TIDES, 2)
    assert run_id == takes.run_id("daily_batch", "manual__1:2+00:00", TIDES, 2)
    assert batch_key(run_id) == run_id
    others = {
        takes.run_id("on_request", "manual__1:2+00:00", TIDES, 2),
        takes.run_id("daily_batch", "manual__2", TIDES, 2),
        takes.run_id("daily_batch", "manual__1:2+00:00", TIDES, 3),
    }
    assert run_id not in others
    assert len(others) == 3


def test_the_run_is_asked_for_as_the_one_before_but_for_one_topic():
    asked = BatchRequest(topics=("Tides", "Bees"), look="default", priority=7, targets=("folder",))
    conf = takes.conf(asked, TAKE)
    again = BatchRequest.from_params(conf)
    assert again.topics == ()
    assert again.take == TakeRequest(of="manual__1", topic_id="t1", number=2, feedback="Slower.")
    assert (again.priority, again.review, again.targets) == (7, asked.review, asked.targets)


def test_the_topic_knows_its_take_and_what_was_asked_of_it():
    wanted = TakeRequest(of="manual__1", topic_id="t1", number=2, feedback="Slower.")
    topic = takes.topic_of(TAKE, wanted)
    assert (topic.take, topic.feedback, topic.text) == (2, "Slower.", TIDES.text)
    assert topic.why == "Take 2, asked for by Ana: Slower."
    unsaid = takes.topic_of(TAKE, wanted.model_copy(update={"feedback": ""}))
    assert unsaid.why == "Take 2, asked for by Ana."
