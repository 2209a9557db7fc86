"""Forms that carry a file (RFC 7578)."""

import hashlib
from collections.abc import Iterable


def form(
    fields: Iterable[tuple[str, str]], file: bytes, *, name: str, file_name: str, file_type: str
) -> tuple[bytes, str]:
    """Return the body of a form with one file, and its content type.

    Field names and ``file_name`` are ours, without quotes or line breaks.
    """
    boundary = f"dailies-{hashlib.sha256(file).hexdigest()}"
    head = "".join(
        f'--{boundary}\r\ncontent-disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields
    )
    head += (
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"; '
        f'filename="{file_name}"\r\ncontent-type: {file_type}\r\n\r\n'
    )
    body = head.encode() + file + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
