"""The YouTube Data API, as far as videos are looked for.

Routes: videos (a chart), listed (videos by their ids), search.
Settings: ``key``, ``searches`` and ``units`` (a day), ``count`` (of videos), ``charts`` (regions
that have one).
Counters are text; the third video has no ``likeCount``; a page of a chart repeats the last video of
the one before.
Misbehaviour of its own: on any of them ``reason`` (``reason``, ``status``).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main
from tests.emulators.youtube import refused

ORDERS = ("date", "rating", "relevance", "title", "videoCount", "viewCount")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class YoutubeData(Emulator):
    """Charts, searches and videos by id."""

    def defaults(self) -> dict[str, Any]:
        return {"key": "emulator-key", "searches": 100, "units": 10_000, "count": 80,
                "charts": ["US", "DE"]}  # fmt: skip

    def route(self, call: Call) -> str:
        if call.path == "/youtube/v3/videos":
            return "listed" if "id" in call.query else "videos"
        return "search" if call.path == "/youtube/v3/search" else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return refused(404, "notFound", "Not Found")
        shown = call.headers.get("x-goog-api-key") or call.query.get("key")
        if shown != self.settings["key"]:
            return refused(400, "keyInvalid", "API key not valid. Please pass a valid API key.")
        bucket = "searches" if route == "search" else "units"
        with self.lock:
            self.totals[bucket] += 1
            if self.totals[bucket] > self.settings[bucket]:
                return refused(403, "quotaExceeded", "You have exceeded your quota.")
        if fault.get("how") == "reason":
            return refused(fault.get("status", 403), fault["reason"], "As it was told to.")
        if "part" not in call.query:
            return refused(400, "missingRequiredParameter", "part")
        count = call.query.get("maxResults", "5")
        if not count.isdecimal() or int(count) > 50 or (route == "videos" and count == "0"):
            return refused(400, "invalidParameter", "maxResults")
        return getattr(self, f"_{route}")(call, int(count))

    def _videos(self, call: Call, count: int) -> Answer:
        region, category = call.query.get("regionCode", "US"), call.query.get("videoCategoryId")
        if call.query.get("chart") != "mostPopular":
            return refused(400, "missingRequiredParameter", "chart, id or myRating")
        if not re.fullmatch(r"[A-Z]{2}", region):
            return refused(400, "invalidRegionCode", region)
        if region not in self.settings["charts"] or category == "99":
            return refused(404, "videoChartNotFound", "The requested video chart is not found.")
        first = int(call.query.get("pageToken", "0"))
        numbers = range(max(0, first - 1), min(first + count, self.settings["count"]))
        parts = call.query["part"].split(",")
        more = first + count < self.settings["count"]
        token = {"nextPageToken": str(first + count)} if more else {}
        return Answer(200, {"items": [video(n, parts) for n in numbers], **token})

    def _listed(self, call: Call, _: int) -> Answer:
        if "maxResults" in call.query:
            return refused(400, "incompatibleParameters", "maxResults with id")
        ids = [one for one in call.query["id"].split(",") if one]
        if len(ids) > 50:
            return refused(400, "invalidFilters", "too many ids")
        numbers = [int(one.removeprefix("vid")) for one in ids if one.startswith("vid")]
        parts = call.query["part"].split(",")
        return Answer(200, {"items": [video(number, parts) for number in numbers]})

    def _search(self, call: Call, count: int) -> Answer:
        if call.query["part"] != "snippet" or call.query.get("type") != "video":
            return refused(400, "invalidSearchFilter", "part, type")
        if call.query.get("order", "relevance") not in ORDERS:
            return refused(400, "invalidSearchFilter", "order")
        if not MOMENT.fullmatch(call.query.get("publishedAfter", "2026-01-01T00:00:00Z")):
            return refused(400, "invalidSearchFilter", "publishedAfter")
        count = 0 if call.query.get("q") == "nothing" else min(count, self.settings["count"])
        found = [
            {**video(n, ["snippet"]), "id": {"kind": "youtube#video", "videoId": f"vid{n}"}}
            for n in range(count)
        ]
        return Answer(200, {"items": found, "pageInfo": {"totalResults": 1_000_000}})


def video(number: int, parts: list[str]) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(hours=number)
    snippet = {
        "title": f"Divers meet whale number {number} & its calf",
        "description": "A whale and her calf rest below the boat.\nFollow us on https://x.example",
        "channelId": "UC-sea",
        "channelTitle": "Sea & Sky",
        "publishedAt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "defaultAudioLanguage": "en",
    }
    counters = {"viewCount": str(900_000 - number), "likeCount": "1200", "commentCount": "34"}
    if number == 2:
        del counters["likeCount"]
    known = {"snippet": snippet, "statistics": counters,
             "contentDetails": {"duration": "PT59S"}}  # fmt: skip
    return {"id": f"vid{number}", **{name: known[name] for name in parts if name in known}}


if __name__ == "__main__":
    main(YoutubeData)
