"""From connection ``dailies_<target>`` to a target with its account.

``folder`` needs none; ``s3`` reads its root from the connection's host, and the bucket's
credentials from the connection that extra ``conn_id`` names.
"""

from airflow.sdk import BaseHook

from dailies.hooks.provider import service_for
from include.providers import catalogue
from include.providers.base import LocalPublisher, Provider, PublishProvider
from include.providers.errors import Fatal
from include.publishing.sending import Target
from include.settings import Settings

STAGE = "publish"
FOLDER = "folder"


def target_of(name: str) -> Target:
    """Return the target of a name.

    Raises:
        Fatal: There is none, or its connection is missing or cannot be used.
    """
    if name == FOLDER:
        return Target(_publisher(catalogue.find(STAGE, name)()), Settings.from_env().published)
    catalogue.find(STAGE, name)  # says which there are
    conn_id = f"dailies_{name}"
    publisher = _publisher(service_for(STAGE, name=name, conn_id=conn_id).provider)
    if isinstance(publisher, LocalPublisher):
        return Target(publisher, _root(conn_id, publisher.credentials))
    return Target(publisher)


def _publisher(provider: Provider) -> PublishProvider:
    if not isinstance(provider, PublishProvider):
        raise Fatal(f"{provider.name} is no target to publish to. Choose another.")
    return provider


def _root(conn_id: str, credentials: str) -> object:
    from airflow.sdk import ObjectStoragePath

    connection = BaseHook.get_connection(conn_id)
    if not connection.host:
        raise Fatal(f"Connection {conn_id} says not where files go. Set its host: s3://bucket.")
    try:
        root = ObjectStoragePath(connection.host, conn_id=credentials or None)
        root.fs  # noqa: B018 - it looks for its package when it is first used
    except (ImportError, ValueError) as error:
        raise Fatal(
            f"Connection {conn_id} leads to {connection.host}, which needs a package that is not "
            f"installed: {error}. Install it beside Airflow, on every worker."
        ) from error
    return root
