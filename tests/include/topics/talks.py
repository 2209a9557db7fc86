"""A source that is talked to for real, at an emulator."""

from include.ledger.ledger import Ledger
from include.providers import catalogue
from include.providers.values import Account
from include.topics.asking import Talk


def talk(name, emulator, folder, **account):
    """Return the talk with provider ``name`` at an emulator; it sleeps through nothing."""
    about = Account(**{"base_url": emulator.url, **account})
    provider = catalogue.find("topics", name)(about)
    return Talk(provider, Ledger(f"sqlite:///{folder}/ledger.db").quotas, sleep=lambda _: None)


def found(name, emulator, folder, query="", *, language="auto", **account):
    """Return the harvest of a source."""
    return talk(name, emulator, folder, **account).harvest(query, language=language)
