"""What is refused before anything is unpacked: too big, packed like a bomb, locked, or not what its name says."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Final

from defusedxml.common import DefusedXmlException

from app.core.errors import Invalid

MAX_BYTES: Final = 10_000_000
MAX_UNPACKED_BYTES: Final = 150_000_000
MAX_PARTS: Final = 2_000
MAX_RATIO: Final = 100
RATIO_COUNTS_FROM_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 1_000_000
MAX_FILES: Final = 200
"""In one zip."""
KINDS: Final = ("xlsx", "xlsm", "xls", "ods", "csv", "docx", "zip")
_KIND_BY_ENDING: Final = {"tsv": "csv", "tab": "csv", "txt": "csv"}

_ACCEPTED_MISNOMERS: Final = frozenset({("xlsm", "xlsx"), ("xls", "html"), ("xls", "xml")})
"""Excel opens these too, and many systems export tables of the web and XML under the name xls."""
_OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KIND_BY_STREAM: Final = {"WordDocument": "doc", "PowerPoint Document": "ppt", "Workbook": "xls", "Book": "xls"}
_KIND_BY_PART: Final = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "Index/Document.iwa": "numbers",
}


ZIP_ERRORS: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, ValueError, OSError)
"""All that the library raises of an archive: for a locked part, and for a version or a compression of which it knows
nothing, ``RuntimeError`` or a kind of it, for sizes that cannot be ``ValueError`` or ``OSError``."""


class SheetRefused(Invalid):
    """The file cannot be read as a spreadsheet. Codes: ``sheet_empty sheet_too_big sheet_rows sheet_columns
    sheet_far_cell sheet_files`` (too many) ``sheet_files_unread`` (none of several) ``sheet_encrypted sheet_kind`` (not
    one we read) ``sheet_wrong_type`` (not what its name says) ``sheet_unreadable`` (damaged)
    ``sheet_entities`` (XML that would grow or reach outside) ``sheet_nul`` (text with a zero byte)
    ``sheet_not_finite`` (NaN or an infinite number: ``cell sheet value``)
    ``sheet_cut sheet_quote`` (text that ends inside a character or quotes, ``row``: its last)."""

    code = "sheet_unreadable"


_CONTROL_BYTES: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
"""What stands in no text, beside a zero byte."""


def damage_refusal(broken: Exception) -> SheetRefused:
    """What an error of XML or of a zip says to the user."""
    return SheetRefused("sheet_entities" if isinstance(broken, DefusedXmlException) else "sheet_unreadable")


def file_kind(data: bytes, filename: str) -> str:
    """The format, one of ``KINDS``, or ``html`` or ``xml`` under the name xls, after all that can be refused from
    outside; raises ``SheetRefused``."""
    if not data:
        raise SheetRefused("sheet_empty")
    require_size(len(data))
    ending = PurePath(filename).suffix.lower().lstrip(".")
    named = _KIND_BY_ENDING.get(ending, ending)
    content_kind = _content_kind(data)
    if not ending or ending.isdecimal():
        named = {"html": "xls", "xml": "xls"}.get(content_kind, content_kind)
    if named not in KINDS:
        raise SheetRefused("sheet_kind", kind=ending or content_kind)
    if content_kind == "binary" and named == "csv" and not _CONTROL_BYTES.search(data):
        raise SheetRefused("sheet_nul")
    if content_kind != named and (named, content_kind) not in _ACCEPTED_MISNOMERS:
        raise SheetRefused("sheet_wrong_type", named=ending, found=content_kind)
    return content_kind


def require_size(size: int) -> None:
    """Raises ``SheetRefused`` for a file that is larger than one may be."""
    if size > MAX_BYTES:
        raise SheetRefused("sheet_too_big", limit_mb=MAX_BYTES // 1_000_000)


def require_place(row: int, column: int, filled_rows: int, cell: str, filled_columns: int = 0) -> None:
    """Raises ``SheetRefused`` for a filled cell beyond the limits: of a list too long or too wide, or lost far out.

    ``filled_rows``: how many rows above hold anything; ``cell``: its name; ``filled_columns``: how many cells of its
    row do, as far as that is known.
    """
    if row > MAX_ROWS and filled_rows > MAX_ROWS // 2:
        raise SheetRefused("sheet_rows", limit=MAX_ROWS)
    is_near = column <= 2 * MAX_COLUMNS and filled_rows <= MAX_ROWS // 2
    if column > MAX_COLUMNS and row <= MAX_ROWS and (is_near or filled_columns > MAX_COLUMNS // 2):
        raise SheetRefused("sheet_columns", limit=MAX_COLUMNS)
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise SheetRefused("sheet_far_cell", cell=cell, limit_rows=MAX_ROWS, limit_columns=MAX_COLUMNS)


def _content_kind(data: bytes) -> str:
    if data.startswith(_OLE_SIGNATURE):
        return _compound_kind(data)
    if data.startswith(b"PK"):
        return _zip_kind(data)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml" if b"urn:schemas-microsoft-com:office:spreadsheet" in start else "other xml"
    if start.startswith(b"%pdf"):
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    return "binary" if b"\0" in data[:8192] and not wide_encoding(data) else "csv"


def wide_encoding(data: bytes) -> str:
    """``utf-16`` by its mark, ``utf-16-le`` or ``utf-16-be`` where the zeros of Latin letters tell; "" for others."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[: min(len(data), 8192) // 2 * 2]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(2, 0.02 * len(start)) or min(even, odd) > 0.2 * max(even, odd):
        return ""
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = start.decode(encoding, "replace")
    return "" if any(c < " " and c not in "\t\r\n" for c in text) else encoding


def _compound_kind(data: bytes) -> str:
    """What an OLE container of the time before 2007 holds, told by the names of its streams; one that names none of
    ours may have lost its end, where they stand."""
    if _utf16_bytes("EncryptedPackage") in data:
        raise SheetRefused("sheet_encrypted")
    stream_kind = next((kind for stream, kind in _KIND_BY_STREAM.items() if _utf16_bytes(stream) in data), "binary")
    if stream_kind == "binary" and _utf16_bytes("Root Entry") not in data:
        raise SheetRefused("sheet_unreadable")
    return stream_kind


def _utf16_bytes(name: str) -> bytes:
    return name.encode("utf-16-le")


def _zip_kind(data: bytes) -> str:
    """Judges the zip by its own directory, without unpacking; whoever lies there meets the limits of the child."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            _require_parts(parts)
            return _office_kind(packed, names)
    except (*ZIP_ERRORS, OverflowError) as broken:
        raise SheetRefused("sheet_unreadable") from broken


def _require_parts(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or any(map(_is_bomb, parts)):
        raise SheetRefused("sheet_too_big", limit_mb=MAX_BYTES // 1_000_000)
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused("sheet_encrypted")


def _office_kind(packed: zipfile.ZipFile, names: set[str]) -> str:
    part_kind = next((kind for part, kind in _KIND_BY_PART.items() if part in names), "")
    if part_kind == "xlsx" and "xl/vbaProject.bin" in names:
        return "xlsm"
    if part_kind:
        return part_kind
    if "content.xml" not in names:
        return "zip"
    if b"encryption-data" in _part_start(packed, names, "META-INF/manifest.xml"):
        raise SheetRefused("sheet_encrypted")
    kind = _part_start(packed, names, "mimetype").decode("ascii", "replace").strip()
    return "ods" if not kind or kind.endswith(".spreadsheet") else "odt" if kind.endswith(".text") else "binary"


def _part_start(packed: zipfile.ZipFile, names: set[str], part: str) -> bytes:
    """The beginning of a part that is small in every honest file; nothing for one that is not there."""
    if part not in names:
        return b""
    with packed.open(part) as opened:
        return opened.read(100_000)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_COUNTS_FROM_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1)
