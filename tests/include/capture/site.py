"""A site that behaves as real ones do, well and badly."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONG = "".join(
    f"<p style='height:200px;background:hsl({n * 20} 80% 50%)'>{n}</p>" for n in range(30)
)
BODY = f"<!doctype html><title>Tea</title><body style='margin:0'><h1 id=top>Tea</h1>{LONG}</body>"

PAGES = {
    "/": BODY,
    "/still": "<!doctype html><body style='margin:0;background:#00f'>Tea</body>",
    "/never-idle": BODY + "<script>setInterval(() => fetch('/ping'), 50)</script>",
    "/never-loaded": BODY + "<img src='/slow'>",
    "/cookies": "<style>#banner{position:fixed;inset:0;background:red}</style>"
    f'<div id=banner><button id=ok onclick="banner.remove()">Accept</button></div>{BODY}',
    "/pop-up": BODY
    + "<script>window.open('/still'); window.open('http://other.example/')</script>",
    "/dialog": BODY + "<script>alert('Tea?')</script>",
    "/search": "<!doctype html><body style='margin:0'><input id=q style='font-size:80px'>"
    "<p id=seen></p><script>q.oninput = () => { seen.textContent = q.value;"
    " fetch('/typed?' + q.value) }</script>",
    "/panel": "<!doctype html><body style='margin:0;overflow:hidden'>"
    f"<main style='height:100vh;overflow-y:auto'>{LONG}</main></body>",
    "/strict": BODY,
    "/leaving": BODY + "<script>location = 'http://other.example/'</script>",
    "/link": "<!doctype html><a id=out href='http://other.example/' style='font-size:90px'>Out</a>",
    "/endless": "<!doctype html><body>x<script>setTimeout(() => { while (true); }, 300)</script>",
    "/greedy": "<!doctype html><body>x<script>const kept = []; setInterval(() => {"
    " const more = new Uint8Array(64 << 20); more.fill(7); kept.push(more) }, 20)</script>",
}


class Site:
    """What a site was asked for; ``url`` is its address."""

    def __init__(self, address):
        self.url, self.port, self.asked = f"http://127.0.0.1:{address[1]}", address[1], []
        self.pages = dict(PAGES)
        self.redirects = {"/round": "/round"}
        self.closing = threading.Event()


class Server(ThreadingHTTPServer):
    """Serves a site."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = Site(self.server_address)


class Handler(BaseHTTPRequestHandler):
    """Answers as the site has it."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self):
        path, site = self.path.partition("?")[0], self.server.site
        site.asked.append(self.path)
        if path in site.redirects:
            self.answer(302, b"", ("Location", site.redirects[path]))
        elif path == "/slow":
            site.closing.wait(30)
            self.answer(200, b"late")
        elif path == "/cut":
            self.close_connection = True
        elif path.startswith("/status/"):
            self.answer(int(path[8:]), b"<h1>No</h1>")
        elif path == "/download":
            self.answer(200, b"x", ("Content-Disposition", "attachment; filename=x.bin"))
        else:
            body = site.pages.get(path)
            policy = [("Content-Security-Policy", "style-src 'none'")] * (path == "/strict")
            self.answer(200 if body else 404, (body or "none").encode(), *policy)

    def do_POST(self):
        read = self.rfile.read(int(self.headers["content-length"]))
        self.server.site.asked.append(f"{self.path} {read.decode()}")
        self.answer(200, b"done")

    def answer(self, status, body, *headers):
        try:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def serving():
    """Run a site on loopback."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.site
        finally:
            server.site.closing.set()
            server.shutdown()
            thread.join()


def unused_port():
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(found, within_s=10):
    """Wait for something to become true."""
    limit = time.monotonic() + within_s
    while not found() and time.monotonic() < limit:
        time.sleep(0.05)
    return found()
