"""The articles, as topics."""

from functools import cache
from pathlib import Path

import yaml

from include.domain import Topic
from include.topics.identity import topic_id

FOLDER = Path(__file__).parents[2] / "fixtures" / "articles"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def article(name: str) -> Topic:
    """Return the topic of an article."""
    facts = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    url = f"https://news.example/{name}"
    return Topic(topic_id=topic_id(url=url), slug=name, url=url, **facts)
