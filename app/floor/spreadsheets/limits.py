"""What is refused before anything is unpacked: too big, packed like a bomb, locked, or not what its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath
from typing import Final

from app.kernel.errors import Invalid

MAX_BYTES: Final = 10_000_000
MAX_UNPACKED_BYTES: Final = 150_000_000
MAX_PARTS: Final = 2_000
MAX_RATIO: Final = 100
RATIO_COUNTS_FROM_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 1_000_000
KINDS: Final = ("xlsx", "csv")

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


class SheetRefused(Invalid):
    """The file cannot be read as a spreadsheet. Codes: ``sheet_empty sheet_too_big sheet_far_cell sheet_encrypted
    sheet_kind`` (not one we read) ``sheet_wrong_type`` (not what its name says) ``sheet_unreadable`` (damaged)."""

    code = "sheet_unreadable"


def kind_of(data: bytes, filename: str) -> str:
    """The format, one of ``KINDS``, after all that can be refused from outside; raises ``SheetRefused``."""
    if not data:
        raise SheetRefused("sheet_empty")
    if len(data) > MAX_BYTES:
        raise SheetRefused("sheet_too_big", limit_mb=MAX_BYTES // 1_000_000)
    named = PurePath(filename).suffix.lower().lstrip(".")
    found = _sniffed(data)
    if named not in KINDS:
        raise SheetRefused("sheet_kind", kind=named or found)
    if found != named:
        raise SheetRefused("sheet_wrong_type", named=named, found=found)
    return found


def _sniffed(data: bytes) -> str:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise SheetRefused("sheet_encrypted")
        return "xls"
    if data.startswith(b"PK"):
        return _packed_kind(data)
    start = data[:2048].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table")):
        return "html"
    if start.startswith(b"%pdf"):
        return "pdf"
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "binary" if b"\0" in data[:8192] and not utf16 else "csv"


def _packed_kind(data: bytes) -> str:
    """Judges the zip by its own directory, without unpacking; whoever lies there meets the limits of the child."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as broken:
        # zipfile raises NotImplementedError for an archive of a version that it does not know
        raise SheetRefused("sheet_unreadable") from broken
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise SheetRefused("sheet_too_big", limit_mb=MAX_UNPACKED_BYTES // 1_000_000)
    if any(_bomb(part) for part in parts):
        raise SheetRefused("sheet_too_big", limit_mb=MAX_UNPACKED_BYTES // 1_000_000)
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused("sheet_encrypted")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    return "ods" if "content.xml" in names else "xlsb" if "xl/workbook.bin" in names else "zip"


def _bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_COUNTS_FROM_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1)
