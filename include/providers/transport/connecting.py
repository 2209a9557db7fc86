"""How a worker connects: where it may, for how long, and knowing what was sent when that fails."""

from ssl import SSLCertVerificationError
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from include.providers.errors import ProviderError
from include.providers.transport.deadline import Watched
from include.providers.transport.reach import check_address


class NoTlsError(NewConnectionError):
    """The handshake failed, so that the service has seen nothing of the request."""


class _Plain(Watched, HTTPConnection):
    pass


class _Greeting(Watched, HTTPSConnection):
    """Keeps a handshake that fails apart from TLS that breaks when a request has been sent."""

    def connect(self) -> None:
        try:
            super().connect()
        except SSLCertVerificationError:
            raise
        except OSError as error:
            raise NoTlsError(self, f"No TLS: {type(error).__name__}") from error


class _Peer(Watched, HTTPConnection):
    """Looks at the address it really got, before a byte is sent: names can change theirs."""

    def _new_conn(self) -> Any:
        sock = super()._new_conn()
        try:
            check_address(sock.getpeername()[0], self.host)
        except ProviderError:
            sock.close()
            raise
        return sock


class _SecurePeer(_Peer, _Greeting):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Greeting


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _Peer


class _SecurePublicPool(HTTPSConnectionPool):
    ConnectionCls = _SecurePeer


class Anywhere(HTTPAdapter):
    """Connects to wherever it is told to."""

    pools: ClassVar[dict[str, Any]] = {"http": _PlainPool, "https": _SecurePool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections of our kinds."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


class PublicOnly(Anywhere):
    """Connects to public addresses, whatever their names said when they were looked up."""

    pools: ClassVar[dict[str, Any]] = {"http": _PublicPool, "https": _SecurePublicPool}
