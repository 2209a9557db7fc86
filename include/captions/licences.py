"""Under which licence each font of a short may be used, as its file says.

Format: OpenType 1.9 (table ``name``: 0 copyright, 13 licence, 14 its address).
"""

from collections.abc import Iterable

from include.captions.faces import Face
from include.domain.sidecar import UsedFont

BY_ADDRESS = {"scripts.sil.org/OFL": "OFL-1.1", "apache.org/licenses/LICENSE-2.0": "Apache-2.0"}
BY_FILE = {"NanumSquareB.ttf": "OFL-1.1"}
"""Files that name no licence themselves; see ``include/resources/fonts/README.md``."""
UNKNOWN = "unknown"


def used(faces: Iterable[Face]) -> tuple[UsedFont, ...]:
    """Return the fonts with their licences, by file name."""
    return tuple(_used(face) for face in sorted(faces, key=lambda face: face.path.name))


def _used(face: Face) -> UsedFont:
    import uharfbuzz

    names = uharfbuzz.Face(uharfbuzz.Blob(face.path.read_bytes()))
    said = f"{names.get_name(uharfbuzz.OTNameIdPredefined.LICENSE_URL) or ''} "
    known = (spdx for address, spdx in BY_ADDRESS.items() if address in said)
    return UsedFont(
        file=face.path.name,
        family=face.family,
        licence=next(known, BY_FILE.get(face.path.name, UNKNOWN)),
        copyright=names.get_name(uharfbuzz.OTNameIdPredefined.COPYRIGHT) or "",
    )
