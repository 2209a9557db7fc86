"""The ledger as one thing: its parts, over one database."""

from include.ledger.footage import Footage
from include.ledger.gallery import Gallery
from include.ledger.letters import Letters
from include.ledger.memory import Memory
from include.ledger.migrations import upgraded
from include.ledger.orders import Orders
from include.ledger.publications import Publications
from include.ledger.quotas import Quotas
from include.ledger.rates import Rates
from include.ledger.shorts import Shorts
from include.ledger.spend import Spend
from include.ledger.takes import Takes
from include.ledger.tokens import Tokens
from include.ledger.told import Told
from include.ledger.waits import Waits


class Ledger:
    """Orders, who waits for them, dead letters, spend; shorts, takes, footage, publications.

    Missing tables are made.

    Args:
        url: SQLAlchemy URL of the database, SQLite or PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self.url = upgraded(url)
        self.orders = Orders(url)
        self.waits = Waits(url)
        self.letters = Letters(url)
        self.spend = Spend(url)
        self.shorts = Shorts(url)
        self.memory = Memory(url)
        self.takes = Takes(url)
        self.told = Told(url)
        self.publications = Publications(url)
        self.footage = Footage(url)
        self.gallery = Gallery(url)
        self.quotas = Quotas(url)
        self.rates = Rates(url)
        self.tokens = Tokens(url)
