"""Reddit: the posts of a subreddit, through its API, or its Atom feed where there is no account.

API reference: https://www.reddit.com/dev/api
Limits: 100 requests a minute over ten minutes; 100 posts a page, 1,000 in all.

Since May 2026 nobody is answered without an account but for Atom, and that not everywhere; it
tells no scores. An account needs Reddit's approval. The connection's login is the app's client id,
its password the client secret, ``username`` in its extra who runs it: Reddit wants to know.

Unverified: the rate, and for how long Atom is answered.
"""

import base64
from collections.abc import Generator
from http import HTTPStatus
from typing import Any

from include.domain import Finding, Severity
from include.providers.errors import Fatal, ProviderError, RateLimited
from include.providers.harvesting import Ask, Conversation, Harvest, Step, TopicsProvider
from include.providers.protocols import reddit
from include.providers.protocols.reddit import API, GONE, WHO, WWW, Subreddit
from include.providers.reading import header_number, text_of
from include.providers.values import Reply, Request, Setting
from include.topics.entries import Channel, topics_of
from include.topics.leaving_out import left_out
from include.topics.tongue import wanted_language

PAGE, POSTS, MOST = 100, 50.0, 500
NO_SCORES = "Reddit tells neither scores nor comments without an account."
Found = tuple[Channel, tuple[Finding, ...]]


class Reddit(TopicsProvider):
    """Reads the posts of a subreddit."""

    docs_url = "https://www.reddit.com/dev/api"
    limits = "100 requests a minute over ten minutes; 100 posts a page, 1,000 in all."
    base_url = WWW
    hosts = ("oauth.reddit.com",)
    links = True
    trusted = API
    query = "a subreddit or several, and what of it: science, science+space/new, news/top/week"
    settings = (
        Setting("login", "client id of the app; without one, the Atom feed is read"),
        Setting("password", "the app's client secret"),
        Setting("username", "the account that runs the app, as Reddit asks to be told"),
        Setting("posts", f"so many posts are read ({POSTS:g})"),
    )

    def converse(self, query: str, *, language: str) -> Conversation:
        """Read the posts through the API; through Atom without an account, or where it fails."""
        wanted, where = wanted_language(language), Subreddit.of(query)
        if self.account.login and self.account.secret:
            try:
                channel, noticed = yield from self._listed(where)
            except reddit.NoSubredditError:
                raise
            except ProviderError as error:
                said = f"{error} Its Atom feed was read instead. {NO_SCORES}"
                noticed = (_without_scores(said, Severity.WARNING),)
                channel = yield from self._fed(where)
        else:
            noticed = (_without_scores(NO_SCORES, Severity.INFO),)
            channel = yield from self._fed(where)
        topics, dropped = topics_of(channel, language=wanted)
        return Harvest(topics, (*dropped, *noticed))

    def error(self, reply: Reply) -> ProviderError | None:
        """Read how long to wait from Reddit's own headers."""
        if reply.status != HTTPStatus.TOO_MANY_REQUESTS or "retry-after" in reply.headers:
            return None
        reset_s = header_number(reply, "x-ratelimit-reset")
        return RateLimited(f"{WHO} was asked too often.", retry_after_s=reset_s)

    def _listed(self, where: Subreddit) -> Generator[Step, Any, Found]:
        """Read page by page until there is enough, no more, or the rate is used up."""
        count = self._count(MOST)
        params = {"limit": str(min(count, PAGE)), "t": where.period, "raw_json": "1"}
        token, renewed = (yield from self._token()), False
        posts: list[dict[str, Any]] = []
        while True:
            reply: Reply = yield self._posts(where, params, token)
            if reply.status == HTTPStatus.UNAUTHORIZED:
                if renewed:
                    raise Fatal(f"{WHO} does not take its own token. Check the app's rights.")
                token, renewed = (yield from self._token()), True
                continue
            page = reddit.page_of(reply, where)
            posts += page.posts
            if len(posts) >= count or not (page.posts and page.after):
                break
            params["after"] = page.after
        kept = [post for post in posts[:count] if reddit.is_wanted(post)]
        channel = Channel(title=where.title, entries=tuple(map(reddit.entry_of, kept)), ranked=True)
        others = len(posts[:count]) - len(kept)
        return channel, left_out(channel.title, others, "pinned, or for adults only")

    def _token(self) -> Generator[Step, Any, str]:
        said = f"{self.account.login}:{self.account.secret}".encode()
        request = Request(
            "POST",
            "/api/v1/access_token",
            form={"grant_type": "client_credentials"},
            headers=self._agent,
            secret_headers={"authorization": f"Basic {base64.b64encode(said).decode()}"},
        )
        reply: Reply = yield Ask(request, "Signing in at Reddit", (HTTPStatus.UNAUTHORIZED,))
        body = reply.object_or_empty()
        if reply.status == HTTPStatus.UNAUTHORIZED or body.get("error"):
            raise Fatal(
                f"{WHO} knows no such app ({body.get('error') or reply.status}). Correct login and "
                "password of its connection."
            )
        return text_of(reply.object(), "access_token", WHO)

    def _posts(self, where: Subreddit, params: dict[str, str], token: str) -> Ask:
        elsewhere = self.account.base_url.rstrip("/") not in ("", WWW)
        request = Request(
            "GET",
            where.path if elsewhere else f"{API}{where.path}",
            params=dict(params),
            headers=self._agent,
            secret_headers={"authorization": f"bearer {token}"},
            follow=False,
        )
        return Ask(request, "Asking Reddit for posts", (HTTPStatus.UNAUTHORIZED, *GONE))

    def _fed(self, where: Subreddit) -> Generator[Step, Any, Channel]:
        params = {"t": where.period, "limit": str(self._count(PAGE))}
        url = f"{where.path}/.rss"
        request = Request("GET", url, params=params, headers=self._agent, follow=False)
        reply: Reply = yield Ask(request, "Asking Reddit for its feed", GONE)
        return reddit.feed_of(reply, where)

    def _count(self, most: int) -> int:
        return max(1, min(int(self.account.number("posts", POSTS)), most))

    @property
    def _agent(self) -> dict[str, str]:
        who = str(self.account.extra.get("username") or "unknown").removeprefix("u/")
        app = self.account.login or "feed"
        return {"User-Agent": f"server:dailies.{app}:v0.1 (by /u/{who})"}


def _without_scores(message: str, severity: Severity) -> Finding:
    return Finding(
        code="reddit_without_scores",
        severity=severity,
        message=message,
        remedy="Give the connection dailies_topics_reddit the app's client id and secret.",
    )
