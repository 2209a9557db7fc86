"""Where the throw-away stack keeps its files: all of them below the data folder."""

from dataclasses import dataclass
from pathlib import Path

from include.settings import PROJECT, Settings

VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = PROJECT / "requirements.txt"
POOLS = PROJECT / "include" / "resources" / "pools.json"


@dataclass(frozen=True)
class Places:
    """Files and folders of one stack."""

    data: Path

    @property
    def airflow(self) -> Path:
        """Airflow's database, logs and secrets, and everything else of the stack itself."""
        return self.data / "airflow"

    @property
    def database(self) -> Path:
        """Airflow's own SQLite database."""
        return self.airflow / "airflow.db"

    @property
    def logs(self) -> Path:
        """Task logs, and one file for each service."""
        return self.airflow / "logs"

    @property
    def airflow_log(self) -> Path:
        """What ``airflow standalone`` and its components print."""
        return self.logs / "standalone.log"

    @property
    def keeper_log(self) -> Path:
        """What the process that keeps the services prints; empty unless something is wrong."""
        return self.logs / "keeper.log"

    @property
    def redis(self) -> Path:
        """Redis: configuration, append-only file, log."""
        return self.airflow / "redis"

    @property
    def secrets(self) -> Path:
        """Keys made for this data folder."""
        return self.airflow / "secrets.json"

    @property
    def state(self) -> Path:
        """Which stack is running here; left behind only by one that was killed."""
        return self.airflow / "stack.json"

    @property
    def lock(self) -> Path:
        """Held for as long as a stack runs here."""
        return self.airflow / "stack.lock"

    @property
    def ledger(self) -> Path:
        """The ledger, where no connection puts it elsewhere."""
        return self.data / "ledger.db"

    @property
    def reports(self) -> Path:
        """One ``<batch>.json`` for each batch."""
        return Settings(data=self.data).reports

    @property
    def published(self) -> Path:
        """One folder of shorts for each batch."""
        return Settings(data=self.data).published

    def make(self) -> None:
        """Create the folders; Airflow's is for its owner's eyes only."""
        self.airflow.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.logs.mkdir(exist_ok=True)
