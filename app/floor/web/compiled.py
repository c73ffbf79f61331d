"""Compiled templates, kept in the instance folder: each process of the server reads what the first one made.

A page is put together from some twenty templates; compiling them takes a hundred times as long as reading them back.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from config import ROOT

COMPILED = "compiled"


class Compiled(FileSystemBytecodeCache):
    """Of one language. What was made from another source, catalogue, or version of this package is made anew.

    ``folder`` must be writable by the server alone, for what lies in it is run.
    """

    def __init__(self, folder: Path, locale: str) -> None:
        super().__init__(str(folder), f"{locale}-%s")

    def get_source_checksum(self, source: str) -> str:
        return sha256(f"{source}\0{_made_with()}".encode()).hexdigest()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Where nothing can be written, each process compiles for itself."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_in(instance: Path, locale: str) -> Compiled | None:
    """None where the instance folder takes nothing."""
    folder = instance / COMPILED
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return Compiled(folder, locale)


@cache
def _made_with() -> str:
    """What else than a source goes into its code: the library, our own part in it, the catalogues."""
    parts = [*Path(__file__).parent.glob("*.py"), *ROOT.glob("app/translations/*/LC_MESSAGES/*.mo")]
    return sha256(b"".join(part.read_bytes() for part in sorted(parts)) + jinja2.__version__.encode()).hexdigest()
