"""Where the review desk shows a short, for whoever wants to link there.

Each is relative to the root of Airflow's UI, whose pages resolve it below any path prefix; mail and
chat need ``[api] base_url`` before it.
"""

from urllib.parse import quote, urlencode

from dailies.ui import PREFIX

ROOT = PREFIX.lstrip("/")


def desk() -> str:
    """Return where the desk is."""
    return f"{ROOT}/"


def short(batch: str, topic_id: str) -> str:
    """Return where the desk shows a short of a batch, to be played and decided."""
    return f"{ROOT}/?{urlencode({'short': f'{batch}/{topic_id}'})}"


def media(batch: str, topic_id: str, name: str, *, version: str = "") -> str:
    """Return where a file of a short is; ``name`` is one of ``media.NAMES``.

    With ``version``, the file's digest, it may be kept by a browser for good.
    """
    path = f"{ROOT}/media/{quote(batch, safe='')}/{quote(topic_id, safe='')}/{name}"
    return f"{path}?v={version[:12]}" if version else path


def preview(batch: str, topic_id: str, *, version: str = "") -> str:
    """Return where the animated preview of a short is."""
    return media(batch, topic_id, "preview.webp", version=version)
