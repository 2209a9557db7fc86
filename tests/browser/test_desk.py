"""A reviewer at the desk: looks, plays, seeks and decides, by mouse, keyboard and thumb."""

import json
import re

import pytest
from playwright.sync_api import expect

from dailies.hooks.ledger import ledger
from tests.browser.axe import serious_faults
from tests.browser.conftest import until
from tests.browser.painting import painted_s
from tests.browser.shorts import a_batch
from tests.plugins.ui.desk import response_to

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
HEARD = "document.querySelector('.heard')"
TOLD = re.compile("Approved|Rejected|Asked for a new take")


@pytest.fixture
def wall(opened, server, batch):
    """The wall of the batch, as its reviewer sees it."""
    page = opened(server.url, server.tokens["rita"])
    page.goto(batch.url)
    expect(page.locator("a.cover")).to_have_count(3)
    return page


def open_first(page):
    page.get_by_role("link", name="Tides 0").click()
    expect(page.locator("video")).to_be_visible()
    until(page, "document.querySelector('video').readyState >= 2")
    return page.locator("video")


def time_s(video):
    return video.evaluate("video => video.currentTime")


def test_the_wall_shows_covers_states_and_what_was_found(wall):
    first = wall.locator(".tile").first
    expect(first).to_contain_text("Tides 0")
    expect(first.locator(".state")).to_have_text("Waiting")
    expect(first).to_contain_text("1 warning")
    expect(first).to_contain_text("days left")
    until(wall, "[...document.images].every((image) => image.complete && image.naturalWidth)")


def test_a_cover_moves_while_somebody_points_at_it(wall):
    wall.locator("a.cover").first.hover()
    expect(wall.locator("a.cover img").first).to_have_attribute("src", re.compile("preview.webp"))
    wall.mouse.move(0, 0)
    expect(wall.locator("a.cover img").first).to_have_attribute("src", re.compile("cover.jpg"))


def test_the_player_plays_and_pauses_by_key(wall):
    video = open_first(wall)
    wall.keyboard.press("k")
    until(wall, "document.querySelector('video').currentTime > 0.3")
    wall.keyboard.press(" ")
    assert video.evaluate("video => video.paused")


def test_the_player_seeks_by_key_by_word_and_by_finding(wall):
    video = open_first(wall)
    wall.keyboard.press("l")
    assert 0.5 < time_s(video) <= 3
    wall.keyboard.press("j")
    assert time_s(video) == 0
    wall.locator(".mark.warning").click()
    assert time_s(video) == pytest.approx(1.0, abs=0.05)
    wall.locator(".facts").get_by_role("button", name="Go to 0:01").click()
    assert time_s(video) == pytest.approx(1.0, abs=0.05)
    wall.locator(".word").nth(3).click()
    expect(wall.locator(".word.heard")).to_have_count(1)
    assert wall.locator(".word").nth(3).evaluate("word => word.classList.contains('heard')")


def test_the_script_follows_the_voice(wall):
    open_first(wall)
    wall.evaluate("document.querySelector('video').muted = true")
    wall.keyboard.press("k")
    first = wall.locator(".word.heard")
    first.wait_for()
    said = first.text_content()
    until(wall, f"![{json.dumps(said)}, undefined].includes({HEARD}?.textContent)")


def test_captions_are_offered_and_not_shown_twice(wall):
    open_first(wall)
    mode = "document.querySelector('video').textTracks[0].mode"
    assert wall.evaluate(mode) == "hidden"
    wall.keyboard.press("c")
    assert wall.evaluate(mode) == "showing"
    until(wall, "document.querySelector('video').textTracks[0].cues?.length > 0")


def test_a_reviewer_approves_by_keyboard_and_is_shown_the_next(wall, batch):
    open_first(wall)
    wall.keyboard.press("a")
    expect(wall.get_by_role("dialog", name=re.compile("Approve"))).to_be_visible()
    wall.keyboard.press("Enter")
    expect(wall.locator("#toasts")).to_contain_text("Approved “Tides 0”")
    expect(wall.get_by_role("heading", name="Tides 1")).to_be_visible()
    assert response_to(batch.dag_id, batch.run_id, 0) == (["Approve"], {"feedback": ""}, "rita")


@pytest.mark.parametrize(("key", "option"), [("r", "Reject"), ("n", "New take")])
def test_a_reviewer_says_what_should_be_different(wall, batch, key, option):
    open_first(wall)
    wall.keyboard.press(key)
    wall.keyboard.type("Slower <b>please</b>, a r n")
    wall.keyboard.press("Control+Enter")
    expect(wall.locator("#toasts")).to_contain_text(TOLD)
    answer = response_to(batch.dag_id, batch.run_id, 0)
    assert answer == ([option], {"feedback": "Slower <b>please</b>, a r n"}, "rita")


def test_a_key_pressed_by_accident_decides_nothing(wall, batch):
    open_first(wall)
    wall.keyboard.press("a")
    wall.keyboard.press("Escape")
    wall.keyboard.press("Control+a")
    expect(wall.get_by_role("dialog")).to_have_count(0)
    assert response_to(batch.dag_id, batch.run_id, 0) is None


def test_several_are_chosen_by_keyboard_and_decided_at_once(wall, batch):
    for _ in range(2):
        wall.keyboard.press("ArrowRight")
        wall.keyboard.press("x")
    wall.keyboard.press("a")
    wall.keyboard.press("Enter")
    expect(wall.locator("#toasts")).to_contain_text("Approved 2 shorts")
    answered = [response_to(batch.dag_id, batch.run_id, index) for index in range(3)]
    assert [bool(answer) for answer in answered] == [True, True, False]


def test_a_reviewer_settles_what_could_not_be_confirmed(wall, batch):
    book = ledger().publications
    book.unconfirmed(book.claim(f"{batch.name}/t0", "youtube"), "The connection broke.")
    wall.reload()
    open_first(wall)
    asked = wall.get_by_role("group", name="What became of it on youtube")
    asked.get_by_role("button", name="It is not there").click()
    assert book.get(f"{batch.name}/t0", "youtube").state == "unconfirmed"
    asked.get_by_role("button", name="Sure? It may be sent again").click()
    expect(asked).to_contain_text("clear publish_short")
    assert book.get(f"{batch.name}/t0", "youtube").state == "failed"


def test_an_answer_somebody_else_gave_first_is_told(wall, opened, server, batch):
    open_first(wall)
    wall.keyboard.press("r")
    other = opened(server.url, server.tokens["admin"])
    other.goto(batch.url)
    open_first(other)
    other.keyboard.press("a")
    other.keyboard.press("Enter")
    expect(other.locator("#toasts")).to_contain_text("Approved")
    wall.keyboard.press("Control+Enter")
    expect(wall.locator("#toasts")).to_contain_text("This review is over: Approve, by admin")
    assert response_to(batch.dag_id, batch.run_id, 0)[2] == "admin"


def test_who_saw_an_earlier_render_is_shown_the_new_one_before_anything_is_decided(
    wall, batch, made
):
    from dailies.hooks.ledger import ledger

    open_first(wall)
    wall.keyboard.press("a")
    anew = (
        ledger()
        .gallery.find(batch.name, "t0")
        .short.model_copy(update={"edit_digest": "2" * 64, "cover": made.short.preview})
    )
    ledger().shorts.record_short(batch.name, "t0", short=anew.model_dump(mode="json"))
    wall.keyboard.press("Enter")
    expect(wall.locator("#toasts")).to_contain_text("rendered anew since you looked at it")
    assert response_to(batch.dag_id, batch.run_id, 0) is None
    poster = re.compile(anew.cover.digest[:12])
    expect(wall.locator("video")).to_have_attribute("poster", poster)
    wall.keyboard.press("a")
    wall.keyboard.press("Enter")
    expect(wall.locator("#toasts")).to_contain_text("Approved “Tides 0”")


def test_what_was_written_is_kept_while_the_server_is_away(wall, opened, batch):
    open_first(wall)
    wall.route("**/api/decisions", lambda route: route.fulfill(status=503, json={"detail": "Soon"}))
    wall.keyboard.press("r")
    wall.keyboard.type("Slower.")
    wall.keyboard.press("Control+Enter")
    expect(wall.get_by_role("alert")).to_have_text("Soon")
    wall.unroute("**/api/decisions")
    assert "503" in opened.faults.pop()
    wall.keyboard.press("Control+Enter")
    expect(wall.locator("#toasts")).to_contain_text("Rejected")
    assert response_to(batch.dag_id, batch.run_id, 0)[1] == {"feedback": "Slower."}


def test_who_may_only_look_is_offered_no_decision(opened, server, batch):
    page = opened(server.url, server.tokens["victor"])
    page.goto(batch.url)
    expect(page.locator("a.cover")).to_have_count(3)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    open_first(page)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("You may look, but not decide.")


def test_a_title_that_is_markup_is_shown_as_text(opened, server, made):
    evil = "<img src=x onerror=alert(1)>"
    page = opened(server.url, server.tokens["rita"])
    odd = a_batch(server, made, shorts=1)
    from dailies.hooks.ledger import ledger

    named = {"title": evil, "language": '"><script>'}
    kept = ledger().gallery.find(odd.name, "t0").short.model_copy(update=named)
    ledger().shorts.record_short(odd.name, "t0", short=kept.model_dump(mode="json"))
    page.goto(odd.url)
    expect(page.locator(".name")).to_have_text(evil)
    page.locator("a.cover").click()
    expect(page.get_by_role("heading", name=evil)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_no_room_has_a_serious_fault_of_accessibility(opened, server, batch, look, device):
    page = opened(server.url, server.tokens["rita"], color_scheme=look, **device)
    page.goto(batch.url)
    expect(page.locator("a.cover")).to_have_count(3)
    faults = serious_faults(page)
    page.get_by_role("checkbox").first.check()
    faults += serious_faults(page)
    open_first(page)
    faults += serious_faults(page)
    page.get_by_role("button", name="Reject").click()
    faults += serious_faults(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_role("table")).to_be_visible()
    faults += serious_faults(page)
    assert faults == []


def test_on_a_phone_nothing_is_cut_off_and_a_thumb_decides(opened, server, batch):
    page = opened(server.url, server.tokens["rita"], **PHONE)
    page.goto(batch.url)
    expect(page.locator("a.cover")).to_have_count(3)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    open_first(page)
    assert not page.evaluate(wide)
    button = page.get_by_role("button", name="Approve")
    box = button.bounding_box()
    assert box["height"] >= 36
    assert box["y"] + box["height"] <= 844
    button.tap()
    page.get_by_role("dialog").get_by_role("button", name="Approve").tap()
    expect(page.locator("#toasts")).to_contain_text("Approved")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_it_is_as_dark_as_the_reader_wants(opened, server, batch, look):
    page = opened(server.url, server.tokens["rita"], color_scheme=look)
    page.goto(batch.url)
    expect(page.locator("html")).to_have_attribute("data-theme", look)


def test_without_a_login_the_page_asks_for_one(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/dailies/")
    assert "/auth/login" in page.url
    context.close()


def test_it_works_in_airflows_own_frame_and_takes_its_colours(opened, server, batch):
    page = opened(server.url, server.tokens["rita"])
    page.add_init_script("localStorage.setItem('theme', 'dark')")
    page.goto(f"{server.url}/plugin/review-desk")
    framed = page.frame_locator("iframe[title='Review']")
    expect(framed.locator("a.cover").first).to_be_visible()
    expect(framed.locator("html")).to_have_attribute("data-theme", "dark")
    framed.locator("a.cover").first.click()
    framed.locator("video").wait_for()
    with page.expect_popup() as airflow:
        framed.get_by_role("link", name="Required action").evaluate(
            "link => { link.dataset.outside = '_blank'; link.click(); }"
        )
    assert "/required_actions" in airflow.value.url


def test_two_hundred_that_wait_are_painted_within_a_second(opened, server, made):
    many = a_batch(server, made, shorts=200)
    page = opened(server.url, server.tokens["rita"])
    painted = [painted_s(page, many.url) for _ in range(5)]
    expect(page.locator("a.cover")).to_have_count(200)
    assert min(first for first, _ in painted) < 1


def test_news_arrive_by_themselves_and_leave_the_reader_where_he_is(wall, batch):
    from dailies.hooks.ledger import ledger

    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("ArrowRight")
    focused = "document.activeElement.dataset.key"
    assert wall.evaluate(focused) == f"{batch.name}/t1"
    book = ledger().publications
    book.claim(f"{batch.name}/t2", "youtube", owner="x")
    wall.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(wall.locator(".tile").nth(2)).to_contain_text("days left")
    wall.wait_for_timeout(500)
    assert wall.evaluate(focused) == f"{batch.name}/t1"


def test_the_queue_is_shown(wall):
    wall.get_by_role("link", name="Queue").click()
    row = wall.get_by_role("row", name=re.compile("Review"))
    expect(row).to_be_visible()
    expect(wall.get_by_role("heading", name="Dead letters")).to_be_visible()
