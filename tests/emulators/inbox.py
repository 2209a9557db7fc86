"""An address of Apprise's: keeps what it is told. Routes: message."""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main


class Inbox(Emulator):
    """Takes what ``json://`` addresses post."""

    @property
    def address(self) -> str:
        return self.url.replace("http://", "json://robot:s3cret-token@") + "/team"

    def reset(self) -> None:
        super().reset()
        self.messages: list[dict[str, Any]] = []

    def route(self, call: Call) -> str:
        return "message"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        with self.lock:
            self.messages.append(call.json())
        return Answer(204)


if __name__ == "__main__":
    main(Inbox)
