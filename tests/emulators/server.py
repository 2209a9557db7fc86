"""What every emulator shares: a threaded HTTP server, its counters, and its misbehaviour.

Control, over HTTP or by the methods of the same name::

    GET  /_emulator/stats       {"requests": {route: n}, "submitted": n, "charged": n, …}
    POST /_emulator/settings    {"job_s": 2.0}
    POST /_emulator/misbehave   {"on": route, "how": …, "times": 1, …}
    POST /_emulator/release
    POST /_emulator/reset

``how``: 429 (``retry_after``, seconds or an HTTP date), 500 and other server errors, cut_before
(the connection is cut and nothing was done), gone (``status``), redirect (``location``), large
(``bytes``); done, and then told badly: slow (``seconds``), hold (until ``release``), cut_after,
error_after (``status``), html, malformed, truncated, stall (half of it, the rest upon ``release``),
wrong_type; and what a service adds. ``times`` is how often (0 for always); the routes are the
service's.
"""

import argparse
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.emulators.answers import Answer, Call, early, late

CONTROL = "/_emulator/"
LONGEST_HOLD_S = 300.0


class Emulator:
    """A service; subclasses give ``route`` and ``answer``."""

    def __init__(self, port: int = 0) -> None:
        self.lock = threading.RLock()
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.emulator = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread: threading.Thread | None = None
        self.settings: dict[str, Any] = self.defaults()
        self.gate = threading.Condition(self.lock)
        self.held: list[str] = []
        self.reset()

    def defaults(self) -> dict[str, Any]:
        """What may be set, as it is at first."""
        return {"job_s": 1.0}

    def route(self, call: Call) -> str:
        """Name what is asked for."""
        raise NotImplementedError

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        """Answer it; ``fault`` is a misbehaviour of the service's own, or empty."""
        raise NotImplementedError

    def reset(self) -> None:
        """Forget everything that was asked and every misbehaviour."""
        with self.lock:
            self.requests: Counter[str] = Counter()
            self.totals: Counter[str] = Counter()
            self.faults: list[dict[str, Any]] = []
            self.calls: list[tuple[str, Call]] = []
            self.release()

    def misbehave(self, on: str, how: str, *, times: int = 1, **details: Any) -> None:
        """Misbehave ``times`` times when ``on`` is asked for; 0 for always."""
        with self.lock:
            self.faults.append({"on": on, "how": how, "times": times or -1, **details})

    def hold(self, route: str) -> None:
        """Keep a caller waiting until ``release``."""
        with self.gate:
            held = self.held
            held.append(route)
            self.gate.wait_for(lambda: self.held is not held, timeout=LONGEST_HOLD_S)

    def release(self) -> None:
        """Let everyone go who is held."""
        with self.gate:
            self.held = []
            self.gate.notify_all()

    def stats(self) -> dict[str, Any]:
        with self.lock:
            return {"requests": dict(self.requests), "held": list(self.held), **self.totals}

    def fault_for(self, on: str) -> dict[str, Any]:
        """Take the next misbehaviour for a route; empty when there is none."""
        with self.lock:
            for fault in self.faults:
                if fault["on"] == on and fault["times"]:
                    fault["times"] -= 1
                    return fault
            return {}

    def control(self, call: Call) -> Answer:
        name = call.path.removeprefix(CONTROL)
        if name == "stats":
            return Answer(body=self.stats())
        if name == "reset":
            self.reset()
        elif name == "release":
            self.release()
        elif name == "settings":
            self.settings.update(call.json())
        elif name == "misbehave":
            self.misbehave(**call.json())
        else:
            return Answer(404, {"detail": f"no {name}"})
        return Answer(body={"ok": True})

    def start(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    emulator: Emulator

    def handle_error(self, *_: object) -> None:
        """A client that goes away is nothing to print about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: apart, the second waits 40 ms for an ACK
    server: _Server

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        emulator = self.server.emulator
        if call.path.startswith(CONTROL):
            self.reply(emulator.control(call), {})
            return
        route = emulator.route(call)
        fault = emulator.fault_for(route)
        with emulator.lock:
            emulator.requests[route] += 1
            emulator.calls.append((route, call))
        if fault.get("how") == "cut_before":
            self.cut()
            return
        answer = early(fault) or emulator.answer(route, call, fault)
        self.reply(answer, fault)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815

    def reply(self, answer: Answer, fault: dict[str, Any]) -> None:
        how = fault.get("how")
        if how == "cut_after":
            self.cut()
            return
        if how == "slow":
            time.sleep(fault["seconds"])
        if how == "hold":
            self.server.emulator.hold(fault["on"])
        answer = late(answer, fault)
        body, kind = answer.encoded()
        self.send_response(answer.status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in answer.headers.items():
            if name != "content-type":
                self.send_header(name, value)
        self.end_headers()
        if how == "truncated":
            self.wfile.write(body[: len(body) // 2])
            self.cut()
            return
        if how == "stall":
            self.wfile.write(body[: len(body) // 2])
            self.server.emulator.hold(fault["on"])
            body = body[len(body) // 2 :]
        self.wfile.write(body)

    def cut(self) -> None:
        """Drop the connection as a crashed server would."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(2)

    def log_message(self, *_: object) -> None:
        """Silence: tests read the counters."""


def main(kind: type[Emulator]) -> None:
    """Run an emulator by itself."""
    parser = argparse.ArgumentParser(description=kind.__doc__)
    parser.add_argument("--port", type=int, default=0)
    emulator = kind(parser.parse_args().port)
    print(f"{kind.__name__} at {emulator.url}", flush=True)  # noqa: T201
    try:
        emulator.server.serve_forever()
    except KeyboardInterrupt:
        emulator.server.server_close()
