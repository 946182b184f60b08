"""Office files that do not tell when they were made: the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

_ZIPPED = (1980, 1, 1, 0, 0, 0)


def settled(packed: bytes) -> bytes:
    """Return a DOCX with its parts under one date."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIPPED)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, old.read(name))
    return out.getvalue()
