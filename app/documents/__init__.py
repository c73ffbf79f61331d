"""Values in, bytes out; knows no feature. Here: several files in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, by their names; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
