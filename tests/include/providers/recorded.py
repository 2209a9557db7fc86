"""The providers there are, and the replies that were recorded of them."""

import json
from pathlib import Path

from include.providers import base, catalogue
from include.providers.base import AtOnceProvider, JobProvider
from include.providers.values import Account, Job, Reply

FIXTURES = Path(__file__).parents[2] / "fixtures" / "providers"
STAGES = tuple(
    sorted(
        path.name
        for path in Path(base.__file__).parent.iterdir()
        if path.is_dir() and path.name not in ("transport", "signing", "protocols", "__pycache__")
    )
)
EVERY = [(stage, name) for stage in STAGES for name in catalogue.names(stage)]
SECRET = "s3cr3t-key"


def made(stage, name, **account):
    """Make a provider with the account that its ``expected.json`` says it needs."""
    known = {"base_url": "https://api.example", "login": "access", "secret": SECRET}
    expected = FIXTURES / name / "expected.json"
    own = json.loads(expected.read_text()).get("account", {}) if expected.exists() else {}
    account = {**known, "model": "a/b/c", **own, **account}
    return catalogue.find(stage, name)(Account(**account))


def jobs(kind=JobProvider):
    return [(s, n) for s, n in EVERY if issubclass(catalogue.find(s, n), kind)]


def polled():
    return [found for found in jobs() if found not in jobs(AtOnceProvider)]


def recorded_of(provider):
    folder = FIXTURES / provider.name
    assert folder.is_dir(), f"record replies of {provider.name} in {folder}"
    return json.loads((folder / "expected.json").read_text())


def reply_of(provider, name, entry):
    body = (FIXTURES / provider.name / name).read_bytes()
    return Reply(entry.get("status", 200), entry.get("headers", {}), body)


def job_of(provider) -> Job:
    entry = recorded_of(provider)["accepted"]
    return provider.job(reply_of(provider, entry["file"], entry))


def every_reply(provider):
    """Yield every reply that was recorded."""
    recorded = recorded_of(provider)
    for name, entry in {**recorded.get("progress", {}), **recorded["errors"]}.items():
        yield reply_of(provider, name, entry)
    for entry in (recorded["accepted"], recorded["result"]):
        yield reply_of(provider, entry["file"], entry)
