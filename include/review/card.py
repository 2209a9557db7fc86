"""What a reviewer is shown on Airflow's Required Actions page: enough to decide by."""

from collections.abc import Iterator
from dataclasses import dataclass

from include.domain import Finding, Script, Short
from include.domain.review import ReviewRequest
from include.review.markdown import image, link, page, plain

LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Card:
    """A review as it is put before a person.

    ``preview`` is the path of the animated preview on this server, ``desk`` that of the short on
    the review desk. ``objections`` say why no rule let the short pass; ``wish`` is what was asked
    of this take.
    """

    short: Short
    script: Script
    asked: ReviewRequest
    take: int = 1
    wish: str = ""
    objections: tuple[str, ...] = ()
    preview: str = ""
    desk: str = ""

    @property
    def retakable(self) -> bool:
        """Whether there may be one more take."""
        return self.take < self.asked.takes

    @property
    def subject(self) -> str:
        """The question, on one line."""
        title = " ".join(self.short.title.split())
        if len(title) > LONGEST_SUBJECT:
            title = f"{title[: LONGEST_SUBJECT - 1].rstrip()}…"
        return f"Publish “{title}”?" + (f" Take {self.take}" if self.take > 1 else "")

    @property
    def body(self) -> str:
        """What there is to know, in Markdown; whatever is not ours is shown as plain text."""
        parts = (self._seen(), self._facts(), self._rules(), self._findings(), self._words())
        return "\n\n".join(block for part in parts for block in part if block)

    def _seen(self) -> Iterator[str]:
        yield image("Preview", self.preview)
        if self.desk:
            yield page("Watch it on the review desk", self.desk)

    def _facts(self) -> Iterator[str]:
        short = self.short
        yield (
            f"**{short.duration_s:.0f} s**, {short.width_px}×{short.height_px}, "
            f"{plain(short.language)}, {short.loudness_lufs:.1f} LUFS, {short.cost_usd:.2f} USD"
        )
        if self.take > 1:
            wish = f" It was asked for: “{plain(self.wish)}”" if self.wish else ""
            yield f"**Take {self.take}** of at most {self.asked.takes}.{wish}"

    def _rules(self) -> Iterator[str]:
        yield " ".join(plain(reason) for reason in self.objections)
        if self.asked.approvals > 1:
            yield (
                f"**{self.asked.approvals} people** must approve it: asked again after an "
                "approval, it is for somebody else to answer."
            )
        days, otherwise = self.asked.timeout_days, self.asked.on_timeout
        decided = {"reject": "rejected", "approve": "approved and published"}[otherwise]
        yield f"If nobody answers within {days:g} days, it is {decided}." + (
            " **New take** makes it anew, with your feedback." if self.retakable else ""
        )

    def _findings(self) -> Iterator[str]:
        yield "\n".join(f"- {_told(finding)}" for finding in self.short.findings)

    def _words(self) -> Iterator[str]:
        yield "\n>\n".join(f"> {plain(beat.spoken)}" for beat in self.script.beats)
        if sources := self.script.sources:
            yield "Sources: " + ", ".join(link(source, source) for source in sources)


def _told(finding: Finding) -> str:
    at = "" if finding.at_s is None else f" at {finding.at_s:.1f} s"
    return f"**{finding.severity}**{at}: {plain(f'{finding.message} {finding.remedy}'.rstrip())}"
