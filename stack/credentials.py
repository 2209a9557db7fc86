"""Keys of the throw-away stack: made once for a data folder, readable by its owner alone."""

import base64
import hmac
import json
import os
import secrets
from pathlib import Path

from stack.problems import Problem

BYTES = 64
DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
NAMES = ("fernet_key", "api_secret_key", "jwt_secret", "redis_password")


def load_or_make(path: Path) -> dict[str, str]:
    """Return the keys kept at ``path``, making them on the first call.

    Connections in Airflow's database are encrypted with them, so they are never made anew.

    Raises:
        Problem: the file is there but is not what was written.
    """
    if not path.exists():
        _write(path, _make())
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return {name: str(found[name]) for name in NAMES}
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(
            f"The keys in {path} cannot be read ({error}). Restore the file, or delete the folder "
            f"{path.parent} to start with an empty Airflow."
        ) from error


def _make() -> dict[str, str]:
    return {
        "fernet_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        **{name: secrets.token_hex(BYTES) for name in NAMES[1:]},
    }


def _write(path: Path, made: dict[str, str]) -> None:
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        json.dump(made, file)
    partial.replace(path)


def is_signed_with(secret: str, token: str) -> bool:
    """Say whether a JSON web token was signed with ``secret``.

    One that was signed with a key pair, which a caller may bring, is taken on trust.
    """
    signed, _, signature = token.rpartition(".")
    algorithm = json.loads(_decoded(signed.partition(".")[0]))["alg"]
    if algorithm not in DIGESTS:
        return True
    expected = hmac.digest(secret.encode(), signed.encode(), DIGESTS[algorithm])
    return hmac.compare_digest(expected, _decoded(signature))


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
