"""An end to an exchange that no timeout between two reads would end."""

import os
import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Self

_RUNNING: ContextVar["Deadline | None"] = ContextVar("_RUNNING", default=None)


class Deadline:
    """Shuts the connections that are opened under it when its time is over.

    A service that sends a byte now and then, of its headers too, is never late for a socket. What
    reads from a connection that was shut sees an end or an error: look at ``passed`` after it.
    """

    def __init__(self, total_s: float) -> None:
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(total_s, self._pass)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> Self:
        self._token = _RUNNING.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _RUNNING.reset(self._token)
        with self._lock:
            for each in self._sockets:
                each.close()
            self._sockets.clear()

    def watch(self, sock: socket.socket) -> None:
        """Shut this connection too; by a second handle, as TLS takes the first one over."""
        with self._lock:
            second = socket.socket(fileno=os.dup(sock.fileno()))
            self._sockets.append(second)
            if self.passed:
                _shut(second)

    def _pass(self) -> None:
        with self._lock:
            self.passed = True
            for each in self._sockets:
                _shut(each)


class Watched:
    """A connection of urllib3 that ends with the deadline it was opened under."""

    def _new_conn(self) -> Any:
        sock = super()._new_conn()  # type: ignore[misc]
        if running := _RUNNING.get():
            running.watch(sock)
        return sock


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
