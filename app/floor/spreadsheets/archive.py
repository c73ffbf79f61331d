"""Several files as one: a zip of sheets and forms, each read by itself; one that cannot be read is named, not lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from app.floor.spreadsheets.limits import BROKEN_ZIP, MAX_FILES, SheetRefused, kind_of
from app.floor.spreadsheets.values import Sheet

_UTF8: Final = 0x800
"""The flag of a zip that says its names are UTF-8; Windows in Chinese writes GBK without it."""
_OTHERS: Final = frozenset({"__MACOSX"})


def together(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """(name, content) of one file for all: itself where there is one, else a zip; the same name twice is told apart."""
    if len(files) == 1:
        return files[0]
    held = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            own = _apart(name or "-", taken)
            packed.writestr(zipfile.ZipInfo(own), content)
    first = PurePosixPath(files[0][0]).stem if files else ""
    return f"{first} +{len(files) - 1}.zip", held.getvalue()


def read_archive(data: bytes, read: Callable[[str, bytes], list[Sheet]]) -> list[Sheet]:
    """The sheets of all files, named after their file; ``read`` takes (kind, content). Raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [(part, name) for part in packed.infolist() if _is_read(name := _name(part))]
            if len(parts) > MAX_FILES:
                raise SheetRefused("sheet_files", limit=MAX_FILES)
            sheets: list[Sheet] = []
            for part, name in parts:
                sheets += _of_file(_bare(name), packed.read(part), read)
    except BROKEN_ZIP as broken:
        raise SheetRefused("sheet_unreadable") from broken
    taken: set[str] = set()
    return [replace(sheet, name=_apart(sheet.name, taken)) for sheet in sheets]


def _of_file(name: str, content: bytes, read: Callable[[str, bytes], list[Sheet]]) -> list[Sheet]:
    try:
        kind = kind_of(content, name)
        if kind == "zip":
            raise SheetRefused("sheet_kind", kind=kind)
        return list(_named(name, read(kind, content)))
    except SheetRefused as refused:
        return [Sheet(name, refused=refused.code)]


def _named(name: str, sheets: Iterable[Sheet]) -> Iterable[Sheet]:
    """By the file alone where it holds one sheet; sheets without contents are not spoken of."""
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        return [Sheet(name, refused="sheet_empty")]
    shown = [sheet for sheet in filled if sheet.visible]
    return [
        replace(sheet, name=name if [sheet] == shown or not sheet.name else f"{name} / {sheet.name}")
        for sheet in filled
    ]


def _name(part: zipfile.ZipInfo) -> str:
    """Its path, where Windows in Chinese wrote it too."""
    if part.flag_bits & _UTF8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _bare(name: str) -> str:
    """The name without any folder: whence it came in a zip is nobody's label."""
    return PurePosixPath(name.replace("\\", "/")).name or "-"


def _is_read(name: str) -> bool:
    """No folder, and none of the shadows that Macs and open documents leave."""
    path = PurePosixPath(name)
    return not (name.endswith("/") or path.name.startswith((".", "~$")) or _OTHERS & set(path.parts))


def _apart(name: str, taken: set[str]) -> str:
    own, number = name, 1
    while own in taken:
        number += 1
        path = PurePosixPath(name)
        own = f"{path.stem} ({number}){path.suffix}"
    taken.add(own)
    return own
