"""YouTube: what is popular in a country, or what a search finds, within the day's quota.

API reference: https://developers.google.com/youtube/v3/docs
Limits: 100 searches and 10,000 other units a day, counted in the ledger; midnight is the Pacific's.

Since its trending page is gone, what is popular comes from the charts of music, films and games;
many a country and category has none.

Unverified: which countries and categories have a chart.
"""

import html
import re
import time
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from include.providers.errors import Fatal, ProviderError
from include.providers.harvesting import Ask, Conversation, Harvest, Step, TopicsProvider
from include.providers.protocols import youtube
from include.providers.quotas import Quota
from include.providers.reading import part, parts
from include.providers.values import Reply, Request, Setting
from include.topics.entries import Channel, Entry, topics_of
from include.topics.leaving_out import left_out
from include.topics.tongue import wanted_language

HOME = "https://www.googleapis.com"
API = "/youtube/v3"
WHO = "YouTube"
PAGE, PAGES = 50, 2
DAYS, DAY_S = 7.0, 86_400
PARTS = "snippet,statistics"
COUNTED = {"views": "viewCount", "likes": "likeCount", "comments": "commentCount"}
_POPULAR = re.compile(r"popular(?:/([A-Za-z]{2}))?(?:/(\d{1,3}))?", re.IGNORECASE)


class YouTube(TopicsProvider):
    """Reads a chart, or searches."""

    docs_url = "https://developers.google.com/youtube/v3/docs"
    limits = "100 searches and 10,000 other units a day; 100 videos of a chart, 50 of a search."
    base_url = HOME
    query = "popular, popular/DE or popular/US/28 (country, category); or else words to search for"
    quotas: ClassVar[Mapping[str, Quota]] = {
        "searches": Quota(100, youtube.PACIFIC),
        "units": Quota(10_000, youtube.PACIFIC),
    }
    settings = (
        Setting("password", "an API key"),
        Setting("login", "the OAuth client of the same project, if that publishes: one quota"),
        Setting("region", "the country, where the source names none (`US`)"),
        Setting("days", f"so old may be what a search finds ({DAYS:g})"),
    )

    def converse(self, query: str, *, language: str) -> Conversation:
        """Read a chart page by page, or search and ask for what was found."""
        wanted = wanted_language(language)
        if not self.account.secret:
            raise Fatal(f"{WHO} wants an API key. Set the password of dailies_topics_youtube.")
        chart = _POPULAR.fullmatch(query.strip() or "popular")
        if chart:
            videos = yield from self._popular(chart[1] or self._region, chart[2] or "")
        else:
            videos = yield from self._found(query, wanted)
        unique = {str(video.get("id")): video for video in reversed(videos)}
        entries = [_entry(name, video) for name, video in reversed(unique.items())]
        usable = tuple(entry for entry in entries if entry.title)
        channel = Channel(title=WHO, entries=usable, ranked=True)
        topics, dropped = topics_of(channel, language=wanted)
        return Harvest(topics, (*dropped, *left_out(WHO, len(entries) - len(usable), "untitled")))

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify a reply by the reason it gives."""
        return youtube.error_of(reply, mend="Change the source or the connection.")

    @property
    def _region(self) -> str:
        return str(self.account.extra.get("region") or "US")

    def _popular(self, region: str, category: str) -> Generator[Step, Any, list[dict[str, Any]]]:
        params = {"chart": "mostPopular", "regionCode": region.upper()}
        params |= {"videoCategoryId": category} if category else {}
        videos: list[dict[str, Any]] = []
        for _ in range(PAGES):
            ask = self._ask("videos", {**params, "part": PARTS}, "units", (HTTPStatus.NOT_FOUND,))
            reply: Reply = yield ask
            if reply.status == HTTPStatus.NOT_FOUND:
                raise Fatal(
                    f"{WHO} has no chart of {region.upper()} {category}".rstrip()
                    + ". Name another country or category, or search."
                )
            body = reply.object()
            videos += parts(body, "items")
            if not body.get("nextPageToken"):
                break
            params["pageToken"] = str(body["nextPageToken"])
        return videos

    def _found(self, words: str, language: str) -> Generator[Step, Any, list[dict[str, Any]]]:
        since = datetime.fromtimestamp(time.time() - self.account.number("days", DAYS) * DAY_S, UTC)
        params = {
            "part": "snippet",
            "q": words,
            "type": "video",
            "order": "viewCount",
            "publishedAfter": f"{since:%Y-%m-%dT%H:%M:%SZ}",
            "regionCode": self._region,
        }
        params |= {"relevanceLanguage": language.partition("-")[0]} if language else {}
        reply = yield self._ask("search", params, "searches")
        found = (part(item, "id").get("videoId") for item in parts(reply.object(), "items"))
        ids = list(dict.fromkeys(str(one) for one in found if one))
        if not ids:
            return []
        reply = yield self._ask("videos", {"part": PARTS, "id": ",".join(ids)}, "units")
        return parts(reply.object(), "items")

    def _ask(
        self, what: str, params: Mapping[str, str], bucket: str, takes: tuple[int, ...] = ()
    ) -> Ask:
        request = Request(
            "GET",
            f"{API}/{what}",
            # a list of ids is answered whole, and refuses to be told how much of it
            params=params if "id" in params else {**params, "maxResults": str(PAGE)},
            secret_headers={"X-Goog-Api-Key": self.account.secret},
        )
        return Ask(request, f"Asking {WHO} for {what}", takes, {bucket: 1})


def _entry(name: str, video: dict[str, Any]) -> Entry:
    snippet, counted = part(video, "snippet"), part(video, "statistics")
    numbers = {ours: counted.get(theirs) for ours, theirs in COUNTED.items()}
    return Entry(
        title=html.escape(str(snippet.get("title") or ""), quote=False),
        texts=(html.escape(str(snippet.get("description") or ""), quote=False),),
        url=f"https://www.youtube.com/watch?v={name}",
        language=str(snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage") or ""),
        published_at=_date(str(snippet.get("publishedAt") or "")),
        # counters are written as text
        signals={k: float(v) for k, v in numbers.items() if isinstance(v, str) and v.isdecimal()},
        note=f"by {snippet['channelTitle']}" if snippet.get("channelTitle") else "",
    )


def _date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
