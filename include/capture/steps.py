"""What is done on a page while it is filmed."""

from typing import Any

from include.capture.film import Film
from include.domain.capture import Capture, Click, Scroll, Step, Type, Wait, WaitFor

KEY_S = 0.08
"""Between two characters that are typed."""

GLIDE = """([toY]) => {
  const high = (e) => e.scrollHeight - e.clientHeight;
  const root = document.scrollingElement || document.documentElement;
  const inner = () => [...document.querySelectorAll('body *')]
    .filter((e) => high(e) > 1 && /auto|scroll/.test(getComputedStyle(e).overflowY))
    .sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight)[0];
  const moved = high(root) > 1 ? root : (inner() || root);
  if (toY === null) return moved.scrollTop;
  const top = Math.round(toY * devicePixelRatio) / devicePixelRatio;
  moved.scrollTo({top, behavior: 'instant'});
  const drawn = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return Promise.race([drawn, new Promise((done) => setTimeout(done, 200))]).then(() => top);
}"""
"""Scrolls the page, or where it cannot be scrolled the largest part that can, and waits until that
is drawn; returns how far it is scrolled."""


def follow(capture: Capture, film: Film) -> None:
    """Do the steps of a capture; what is seen meanwhile is on the film.

    Raises:
        playwright.sync_api.Error: An element is missing, or the page broke down.
    """
    for step in capture.steps or _gentle(capture, film):
        _do(step, film)
    if capture.kind == "picture":
        film.frames.clear()
        film.lasts_s = 0.0
        film.still()
    elif not film.frames:
        film.watch(film.job.limits.settle_s)


def _gentle(capture: Capture, film: Film) -> tuple[Step, ...]:
    if capture.kind == "picture":
        return ()
    window_px = round(film.job.canvas_height_px / film.job.scale)
    return (Scroll(do="scroll", px=window_px, lasts_s=film.job.limits.gentle_s),)


def _do(step: Step, film: Film) -> None:
    if isinstance(step, Scroll):
        _scroll(step, film)
    elif isinstance(step, Wait):
        film.watch(step.lasts_s)
    else:
        _reach(step, film)


def _scroll(step: Scroll, film: Film) -> None:
    from_px = film.page.evaluate(GLIDE, [None])

    def move(part: float) -> None:
        smooth = part * part * (3 - 2 * part)
        film.page.evaluate(GLIDE, [from_px + step.px * smooth])

    film.move(step.lasts_s, move)


def _reach(step: Click | Type | WaitFor, film: Film) -> None:
    from playwright.sync_api import TimeoutError as Timeout

    element, patience_ms = film.page.locator(step.on).first, step.within_s * 1000
    try:
        element.wait_for(state="visible", timeout=patience_ms)
        if isinstance(step, (Click, Type)):
            element.click(timeout=patience_ms)
    except Timeout:
        if step.optional:
            return
        raise
    if isinstance(step, Type):
        _type(step.text, film)
    if not isinstance(step, WaitFor):
        film.watch(film.job.limits.settle_s)


def _type(text: str, film: Film) -> None:
    keyboard: Any = film.page.keyboard
    for character in text:
        keyboard.type(character)
        film.take(film.lasts_s)
        film.lasts_s += KEY_S
