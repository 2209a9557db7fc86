"""Pages as they are, filmed by a real browser within its bounds; none leads it astray."""

import os
import socket
import subprocess
import sys

import pytest

from include.capture import filming
from include.capture.family import family
from include.capture.filming import film
from include.capture.job import Filming, limits
from include.domain.capture import Capture
from include.providers.errors import Fatal, Refused, Retryable
from include.settings import PROJECT
from tests.include.capture.site import until, unused_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shoot(site, browser, tmp_path):
    """Film a path of the site, small and quickly; ``bounds`` change what is in capture.yaml."""

    def one(path, *steps, shots=1, hosts=None, bounds=None, **fields):
        fields = {"kind": "picture", "width_px": 320, "beat": 1, **fields}
        url = path if "://" in path else site.url + path
        few = {"load_s": 5.0, "settle_s": 0.2, "wall_s": 60.0, "gentle_s": 0.5, "fps": 10}
        job = Filming(
            capture=Capture(url=url, steps=steps, **fields),
            allow_hosts=hosts if hosts is not None else (f"127.0.0.1:{site.port}",),
            shots=shots,
            canvas_width_px=320,
            canvas_height_px=568,
            browser=browser,
            sandbox=False,
            limits=limits().model_copy(update={**few, **(bounds or {})}),
        )
        return film(job, tmp_path)

    yield one
    assert until(lambda: set(family(os.getpid())) == {os.getpid()}), "a browser was left behind"


def pixels(folder, frame):
    import av

    with av.open(str(folder / frame.file)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def test_a_picture_of_a_page_is_of_the_canvas_size(shoot, tmp_path):
    ((frame,),) = shoot("/still").shots
    seen = pixels(tmp_path, frame)
    assert seen.shape == (568, 320, 3)
    assert tuple(seen[500, 300]) == (0, 0, 255)


def test_a_page_is_sharp_where_it_is_narrower_than_the_canvas(shoot, tmp_path, site, browser):
    job = Filming(
        capture=Capture(url=f"{site.url}/", beat=1, kind="picture", width_px=540),
        allow_hosts=(f"127.0.0.1:{site.port}",),
        shots=1,
        canvas_width_px=1080,
        canvas_height_px=1920,
        browser=browser,
        sandbox=False,
        limits=limits(),
    )
    ((frame,),) = film(job, tmp_path).shots
    assert pixels(tmp_path, frame).shape == (1920, 1080, 3)


def test_a_page_glides_by_itself_and_on_where_it_was(shoot, tmp_path):
    filmed = shoot("/", kind="video", shots=2)
    first, second = filmed.shots
    assert filmed.lasts_s == (0.5, 0.5)
    assert len(first) == len(second) == 5
    assert [round(frame.at_s, 1) for frame in first] == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert (pixels(tmp_path, first[-1]) != pixels(tmp_path, second[-1])).any()


def test_the_part_that_scrolls_is_found(shoot):
    (frames,) = shoot("/panel", {"do": "scroll", "px": 900, "lasts_s": 0.5}, kind="video").shots
    assert len(frames) == 5


def test_what_stands_still_is_kept_once(shoot):
    filmed = shoot("/still", {"do": "wait", "lasts_s": 1}, kind="video")
    assert ([len(frames) for frames in filmed.shots], filmed.lasts_s) == ([1], (1.0,))


def test_steps_are_done(shoot, site):
    steps = (
        {"do": "wait_for", "on": "#q"},
        {"do": "type", "on": "#q", "text": "Tee"},
        {"do": "click", "on": "#missing", "optional": True, "within_s": 0.2},
    )
    (frames,) = shoot("/search", *steps, kind="video").shots
    assert [path for path in site.asked if path.startswith("/typed")] == [
        "/typed?T",
        "/typed?Te",
        "/typed?Tee",
    ]
    assert len(frames) >= 3


@pytest.mark.parametrize(
    "how",
    [{"steps": [{"do": "click", "on": "text=Accept"}]}, {"hide": ["#banner"]}],
    ids=["click", "hide"],
)
def test_a_cookie_banner_is_clicked_away_or_hidden(shoot, tmp_path, how):
    ((frame,),) = shoot("/cookies", *how.pop("steps", ()), **how).shots
    assert tuple(pixels(tmp_path, frame)[400, 160]) != (255, 0, 0)


def test_it_is_hidden_whatever_policy_the_page_has(shoot):
    assert shoot("/strict", hide=["#top"]).shots


@pytest.mark.parametrize("path", ["/never-idle", "/never-loaded", "/pop-up", "/dialog"])
def test_a_page_that_is_never_done_or_asks_for_more_is_filmed_as_it_is(shoot, path):
    assert shoot(path).shots


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("/status/500", Retryable, "HTTP 500"),
        ("/status/503", Retryable, "HTTP 503"),
        ("/status/429", Retryable, "HTTP 429"),
        ("/status/404", Refused, "HTTP 404"),
        ("/status/403", Refused, "HTTP 403"),
        ("/slow", Retryable, "imeout"),
        ("/round", Refused, "ERR_TOO_MANY_REDIRECTS"),
        ("/download", Refused, "ownload"),
    ],
)
def test_a_page_that_does_not_come_says_why(shoot, path, kind, said):
    with pytest.raises(kind, match=said):
        shoot(path, bounds={"load_s": 2.0} if path == "/slow" else {})


def test_an_element_that_does_not_come_is_told_of(shoot):
    with pytest.raises(Retryable, match="imeout"):
        shoot("/", {"do": "click", "on": "#none", "within_s": 0.3})


def test_a_host_that_does_not_answer_may_another_time(shoot):
    port = unused_port()
    with pytest.raises(Retryable, match="cannot be reached"):
        shoot(f"http://127.0.0.1:{port}/", hosts=(f"127.0.0.1:{port}",))


def test_a_private_address_is_not_reached_by_a_listed_name(shoot, site):
    with pytest.raises(Refused, match="not public"):
        shoot(f"http://localhost:{site.port}/", hosts=("localhost",))
    assert site.asked == []


@pytest.mark.parametrize("path", ["/leaving", "/redirected", "/link"])
def test_it_does_not_leave_the_hosts_of_its_channel(shoot, site, path):
    site.redirects["/redirected"] = f"http://localhost:{site.port}/still"
    step = [{"do": "click", "on": "#out"}] if path == "/link" else []
    with pytest.raises(Refused, match=r"is not in the channel's allow_hosts|not public"):
        shoot(path, *step)
    assert "/still" not in site.asked


@pytest.mark.parametrize(
    ("to", "kind", "said"),
    [
        ("/status/404", Refused, "HTTP 404"),
        ("/status/503", Retryable, "HTTP 503"),
        ("/cut", Retryable, "did not come"),
        ("closed", Retryable, "HTTP 502|did not come"),
    ],
)
def test_where_its_steps_lead_to_no_page_nothing_is_shown(shoot, site, to, kind, said):
    """Else the short would show what the browser says instead."""
    address = f"http://127.0.0.1:{unused_port()}/" if to == "closed" else to
    site.pages["/door"] = f"<!doctype html><a id=out href='{address}' style='font-size:90px'>On</a>"
    with pytest.raises(kind, match=said):
        shoot("/door", {"do": "click", "on": "#out"}, hosts=("127.0.0.1",))


def test_what_a_page_asks_of_private_addresses_it_does_not_get(shoot, site):
    """Pictures, frames, fetches, redirects and web sockets."""
    port = unused_port()
    private = f"http://127.0.0.2:{site.port}/still"
    site.redirects["/away"] = private
    site.pages["/asking"] = f"""<!doctype html><body>x
        <img src='{private}?img'><iframe src='{private}?frame'></iframe><img src='/away'>
        <link rel=preconnect href='{private}'><link rel=prefetch href='{private}?prefetch'>
        <script>fetch('{private}?fetch', {{mode: 'no-cors'}});
        new WebSocket('ws://127.0.0.2:{site.port}/still?socket');
        navigator.sendBeacon('{private}?beacon');
        fetch('http://169.254.169.254/latest/meta-data', {{mode: 'no-cors'}});
        fetch('http://localhost:{port}/', {{mode: 'no-cors'}});</script>"""
    filmed = shoot("/asking")
    assert [path for path in site.asked if path.startswith("/still")] == []
    assert {line.partition(":")[0] for line in filmed.refused} >= {
        "127.0.0.2",
        "169.254.169.254",
        "localhost",
    }


def test_nothing_is_called_past_the_proxy(shoot, site):
    """A call between browsers looks for its ways with datagrams, which no proxy sees."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        site.pages["/calling"] = f"""<!doctype html><body>x<script>
            const call = new RTCPeerConnection(
                {{iceServers: [{{urls: 'stun:127.0.0.1:{listening.getsockname()[1]}'}}]}});
            call.createDataChannel('x');
            call.createOffer().then((offer) => call.setLocalDescription(offer))
                .then(() => fetch('/called'));</script>"""
        shoot("/calling", {"do": "wait", "lasts_s": 2})
        assert "/called" in site.asked
        with pytest.raises(BlockingIOError):
            listening.recv(1)


def test_a_file_is_never_shown(shoot, site, tmp_path):
    """Neither in a frame, nor in place of the page."""
    secret = tmp_path / "secret.html"
    secret.write_text("<body style='background:red'>")
    framed = "<!doctype html><body>x<iframe src='{}'></iframe>"
    site.pages["/file"] = framed.format(secret.as_uri())
    site.pages["/file"] += f"<script>location = '{secret.as_uri()}'</script>"
    site.pages["/blank"] = framed.format("about:blank")
    ((frame,),) = shoot("/file").shots
    shown = pixels(tmp_path, frame)
    ((frame,),) = shoot("/blank").shots
    assert not ((shown[:, :, 0] > 200) & (shown[:, :, 1] < 50)).any(), "red is seen"
    assert (pixels(tmp_path, frame).mean(), shown.mean()) == pytest.approx((250, 250), abs=15)


def test_a_page_that_hangs_is_stopped(shoot):
    with pytest.raises(Retryable, match="longer than 8 s"):
        shoot("/endless", {"do": "wait", "lasts_s": 2}, bounds={"wall_s": 8.0})


def test_a_page_that_takes_all_memory_is_stopped(shoot):
    wait = {"do": "wait", "lasts_s": 20}
    with pytest.raises((Refused, Retryable), match=r"memory|crashed|closed"):
        shoot("/greedy", wait, bounds={"memory_mb": 700})


def ended_browser(folder, site, *, doing):
    """Film with a browser that only does something and ends."""
    browser = folder / "chromium"
    browser.write_text(f"#!/bin/sh\n{doing}\nexit 1\n")
    browser.chmod(0o755)
    job = Filming(
        capture=Capture(url=site.url, beat=1),
        allow_hosts=("127.0.0.1",),
        shots=1,
        canvas_width_px=320,
        canvas_height_px=568,
        browser=str(browser),
        limits=limits(),
    )
    film(job, folder)


def test_a_browser_that_does_not_start_is_said_to(tmp_path, site):
    with pytest.raises(Fatal, match="does not start"):
        ended_browser(tmp_path, site, doing="echo no display >&2")


def test_a_browser_is_told_none_of_our_keys(tmp_path, site, monkeypatch):
    """A page that breaks into it would find them in its memory."""
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", "s3cret")
    with pytest.raises(Fatal, match="does not start"):
        ended_browser(tmp_path, site, doing=f"env > {tmp_path}/told")
    told = (tmp_path / "told").read_text()
    assert "PATH=" in told
    assert "s3cret" not in told


def test_without_a_browser_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(filming.chromium, "find", lambda: None)
    with pytest.raises(Fatal, match="apt install chromium"):
        filming.browser()


def test_root_s_browser_has_no_sandbox_and_others_may_go_without(monkeypatch):
    monkeypatch.setattr(filming.os, "geteuid", lambda: 1000)
    assert filming.sandboxed()
    monkeypatch.setenv("DAILIES_BROWSER_SANDBOX", "off")
    assert not filming.sandboxed()
    monkeypatch.delenv("DAILIES_BROWSER_SANDBOX")
    monkeypatch.setattr(filming.os, "geteuid", lambda: 0)
    assert not filming.sandboxed()


def test_without_playwright_too(shoot, tmp_path, monkeypatch):
    (tmp_path / "playwright.py").write_text("raise ImportError('no module named playwright')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Fatal, match=r"Install requirements\.txt"):
        shoot("/still")


def test_a_process_that_dies_says_what_it_said_last(shoot, monkeypatch, tmp_path):
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\necho out of luck at 'https://a.example/?key=secret' >&2\nexit 3\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(Retryable, match="ended with 3: out of luck") as error:
        shoot("/still")
    assert "secret" not in str(error.value)


FILMING = """
import sys
from pathlib import Path
from include.capture.filming import film
from include.capture.job import Filming
folder = Path(sys.argv[1])
film(Filming.model_validate_json((folder / "given.json").read_bytes()), folder)
"""


def still_there(processes):
    return [pid for pid, began in processes.items() if family(pid).get(pid) == began]


@pytest.mark.faults
def test_nothing_outlives_a_worker_that_is_killed(site, browser, tmp_path):
    job = Filming(
        capture=Capture(url=site.url, beat=1, steps=[{"do": "wait", "lasts_s": 20}]),
        allow_hosts=(f"127.0.0.1:{site.port}",),
        shots=5,
        canvas_width_px=320,
        canvas_height_px=568,
        browser=browser,
        sandbox=False,
        limits=limits(),
    )
    (tmp_path / "given.json").write_text(job.model_dump_json())
    argv = [sys.executable, "-c", FILMING, str(tmp_path)]
    worker = subprocess.Popen(argv, cwd=PROJECT)
    try:
        assert until(lambda: list(tmp_path.glob("*.jpg")), within_s=60)
        processes = family(worker.pid)
        assert len(processes) > 3
    finally:
        worker.kill()
        worker.wait()
    assert until(lambda: not still_there(processes), within_s=30)
