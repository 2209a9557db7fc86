"""Reddit: tokens, listings and Atom, on one host.

Routes: token, listing, atom.
Settings: ``client``, ``secret``, ``token_s``, ``count`` (of posts), ``atom`` (whether Atom is
answered), ``remaining`` (of the rate, before the first call).
Among the posts: one pinned, one for adults, one without an address of its own. The subreddits
``private``, ``banned`` and ``nowhere`` are what they are called.
Misbehaviour of its own: on token ``grant`` (200 with an error); on listing ``expired`` (401),
``blocked`` (403, a page) and ``spent`` (the rate is used up after this answer).
"""

import base64
import re
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

BLOCKED = b"<!doctype html><title>Blocked</title><p>You've been blocked by network security."
PAGE = {"content-type": "text/html; charset=UTF-8"}
LISTED = re.compile(r"/r/([\w+]+)/(hot|new|top|rising)")
AGENT = re.compile(r"\w+:[\w.-]+:v[\w.]+ \(by /u/\w+\)")
PERIODS = ("hour", "day", "week", "month", "year", "all")


class Reddit(Emulator):
    """Reddit, as far as posts are read."""

    def defaults(self) -> dict[str, Any]:
        return {
            "client": "emulator-client",
            "secret": "emulator-secret",
            "token_s": 86_400,
            "count": 30,
            "atom": True,
            "remaining": 600.0,
        }

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.tokens: dict[str, float] = {}
            self.used = 0

    def route(self, call: Call) -> str:
        if call.path == "/api/v1/access_token":
            return "token"
        if LISTED.fullmatch(call.path):
            return "listing"
        return "atom" if LISTED.fullmatch(call.path.removesuffix("/.rss")) else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return refused(404, "Not Found")
        if not AGENT.fullmatch(call.headers.get("user-agent", "")):
            return Answer(429, refused(429, "Too Many Requests").body)
        return getattr(self, f"_{route}")(call, fault)

    def _token(self, call: Call, fault: dict[str, Any]) -> Answer:
        said = f"{self.settings['client']}:{self.settings['secret']}".encode()
        if call.headers.get("authorization") != f"Basic {base64.b64encode(said).decode()}":
            return refused(401, "Unauthorized")
        form = dict(parse_qsl(call.body.decode()))
        if form.get("grant_type") != "client_credentials" or fault.get("how") == "grant":
            return Answer(200, {"error": "unsupported_grant_type"})
        token = f"token-{secrets.token_hex(8)}"
        with self.lock:
            self.tokens[token] = time.time() + self.settings["token_s"]
        said = {"token_type": "bearer", "expires_in": self.settings["token_s"], "scope": "*"}
        return Answer(200, {"access_token": token, **said})

    def _listing(self, call: Call, fault: dict[str, Any]) -> Answer:
        shown = call.headers.get("authorization", "").removeprefix("bearer ")
        if fault.get("how") == "expired":
            self.tokens.clear()
        if fault.get("how") == "blocked":
            return Answer(403, BLOCKED, PAGE)
        if self.tokens.get(shown, 0) <= time.time():
            return refused(401, "Unauthorized")
        with self.lock:
            self.used += 1
            left = max(0.0, self.settings["remaining"] - self.used)
            if self.used > self.settings["remaining"]:
                return Answer(429, refused(429, "Too Many Requests").body, self._rate(0.0))
        if gone := closed(call):
            return gone
        limit = call.query.get("limit", "25")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            return refused(400, "Bad Request")
        if call.query.get("t", "day") not in PERIODS:
            return refused(400, "Bad Request")
        after = call.query.get("after", "t3_0")
        if not re.fullmatch(r"t3_\d+", after):
            return refused(400, "Bad Request")
        raw = call.query.get("raw_json") == "1"
        first, posts = int(after[3:]), self.posts(raw)
        found = posts[first : first + int(limit)]
        last = first + len(found)
        data = {
            "after": f"t3_{last}" if last < len(posts) else None,
            "before": None,
            "dist": len(found),
            "children": [{"kind": "t3", "data": post} for post in found],
        }
        rate = self._rate(0.0 if fault.get("how") == "spent" else left)
        return Answer(200, {"kind": "Listing", "data": data}, rate)

    def _rate(self, left: float) -> dict[str, str]:
        used = str(int(self.settings["remaining"] - left))
        return {
            "x-ratelimit-used": used,
            "x-ratelimit-remaining": str(float(left)),
            "x-ratelimit-reset": "7",
        }

    def posts(self, raw: bool) -> list[dict[str, Any]]:
        found = [post(n) for n in range(1, self.settings["count"] + 1)]
        ask = {"is_self": True, "selftext": "It sings at night.\n\nNobody knows why it does."}
        found[0] |= {"stickied": True, "title": "Read the rules"}
        found[1] |= {"over_18": True}
        found[2] |= {**ask, "title": "Why does my <old> fridge sing & hum?"}
        if not raw:
            found[2]["title"] = "Why does my &lt;old&gt; fridge sing &amp; hum?"
        return found

    def _atom(self, call: Call, fault: dict[str, Any]) -> Answer:
        if not self.settings["atom"] or fault.get("how") == "blocked":
            return Answer(403, BLOCKED, PAGE)
        if gone := closed(call):
            return gone
        limit = int(call.query.get("limit", "25"))
        entries = "".join(atom(one) for one in self.posts(raw=True)[:limit])
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>r/x</title>{entries}</feed>'
        return Answer(200, body.encode(), {"content-type": "application/atom+xml; charset=UTF-8"})


def post(number: int) -> dict[str, Any]:
    name = f"{number:05}"
    return {
        "id": name,
        "name": f"t3_{name}",
        "title": f"Researchers count the {number} kinds of moss on one wall",
        "selftext": "",
        "url": f"https://moss.example/{number}",
        "permalink": f"/r/science/comments/{name}/researchers/",
        "subreddit": "science",
        "score": 4000 - number,
        "ups": 4000 - number,
        "upvote_ratio": 0.97,
        "num_comments": 90 + number,
        "created_utc": time.time() - 3600.0 * (number % 20),
        "over_18": False,
        "is_self": False,
        "is_video": False,
        "stickied": False,
        "author": "ann",
    }


def atom(one: dict[str, Any]) -> str:
    title = one["title"].replace("&", "&amp;").replace("<", "&lt;")
    page = f"https://www.reddit.com{one['permalink']}"
    target = page if one["is_self"] else one["url"]
    text = "".join(f"&lt;p&gt;{part}&lt;/p&gt;" for part in one["selftext"].split("\n\n") if part)
    user = "&lt;a href=&quot;https://www.reddit.com/user/ann&quot;&gt; /u/ann &lt;/a&gt;"
    by = f"&amp;#32; submitted by &amp;#32; {user} &lt;br/&gt;"
    link = f"&lt;span&gt;&lt;a href=&quot;{target}&quot;&gt;[link]&lt;/a&gt;&lt;/span&gt;"
    comments = f"&lt;span&gt;&lt;a href=&quot;{page}&quot;&gt;[comments]&lt;/a&gt;&lt;/span&gt;"
    return (
        f"<entry><author><name>/u/ann</name></author><id>{one['name']}</id>"
        f'<content type="html">{text}{by}{link}{comments}</content><link href="{page}" />'
        f"<published>2026-11-22T06:00:00+00:00</published><title>{title}</title></entry>"
    )


def closed(call: Call) -> Answer | None:
    """Return the answer for a subreddit that cannot be read."""
    name = call.path.split("/")[2]
    if name == "private":
        return Answer(403, {"reason": "private", "message": "Forbidden", "error": 403})
    if name == "banned":
        return Answer(404, {"reason": "banned", "message": "Not Found", "error": 404})
    if name == "nowhere":
        return Answer(302, b"", {"location": "/subreddits/search?q=nowhere"})
    return None


def refused(status: int, message: str) -> Answer:
    return Answer(status, {"message": message, "error": status})


if __name__ == "__main__":
    main(Reddit)
