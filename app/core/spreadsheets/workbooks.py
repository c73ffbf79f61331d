"""Reads uploaded files, one or a zip of several, in a child process: none can take the server with it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from app.core.spreadsheets.limits import MAX_FILES, ZIP_ERRORS, SheetRefused, file_kind
from app.core.spreadsheets.values import Worksheet

_UTF8_FLAG: Final = 0x800
"""The flag of a zip that says its names are UTF-8; Windows in Chinese writes GBK without it."""
_SHADOW_FOLDERS: Final = frozenset({"__MACOSX"})


def pack_files(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """(name, content) of one file for all: itself where there is one, else a zip; the same name twice is told apart."""
    if len(files) == 1:
        return files[0]
    buffer = io.BytesIO()
    used_names: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            own = _unique_name(name or "-", used_names)
            packed.writestr(zipfile.ZipInfo(own), content)
    first = PurePosixPath(files[0][0]).stem if files else ""
    return f"{first} +{len(files) - 1}.zip", buffer.getvalue()


def read_archive(data: bytes, read: Callable[[str, bytes], list[Worksheet]]) -> list[Worksheet]:
    """The sheets of all files, named after their file; ``read`` takes (kind, content). Raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [(part, name) for part in packed.infolist() if _is_sheet_file(name := _part_path(part))]
            if len(parts) > MAX_FILES:
                raise SheetRefused("sheet_files", limit=MAX_FILES)
            sheets: list[Worksheet] = []
            for part, name in parts:
                sheets += _file_sheets(_base_name(name), packed.read(part), read)
    except ZIP_ERRORS as broken:
        raise SheetRefused("sheet_unreadable") from broken
    used_names: set[str] = set()
    return [replace(sheet, name=_unique_name(sheet.name, used_names)) for sheet in sheets]


def _file_sheets(name: str, content: bytes, read: Callable[[str, bytes], list[Worksheet]]) -> list[Worksheet]:
    try:
        kind = file_kind(content, name)
        if kind == "zip":
            raise SheetRefused("sheet_kind", kind=kind)
        return list(_named_sheets(name, read(kind, content)))
    except SheetRefused as refused:
        return [Worksheet(name, refused=refused.code)]


def _named_sheets(name: str, sheets: Iterable[Worksheet]) -> Iterable[Worksheet]:
    """By the file alone where it holds one sheet; sheets without contents are not spoken of."""
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        return [Worksheet(name, refused="sheet_empty")]
    shown = [sheet for sheet in filled if sheet.visible]
    return [
        replace(sheet, name=name if [sheet] == shown or not sheet.name else f"{name} / {sheet.name}")
        for sheet in filled
    ]


def _part_path(part: zipfile.ZipInfo) -> str:
    """Its path, where Windows in Chinese wrote it too."""
    if part.flag_bits & _UTF8_FLAG:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _base_name(name: str) -> str:
    """The name without any folder: whence it came in a zip is nobody's label."""
    return PurePosixPath(name.replace("\\", "/")).name or "-"


def _is_sheet_file(name: str) -> bool:
    """No folder, and none of the shadows that Macs and open documents leave."""
    path = PurePosixPath(name)
    return not (name.endswith("/") or path.name.startswith((".", "~$")) or _SHADOW_FOLDERS & set(path.parts))


def _unique_name(name: str, used_names: set[str]) -> str:
    own, number = name, 1
    while own in used_names:
        number += 1
        path = PurePosixPath(name)
        own = f"{path.stem} ({number}){path.suffix}"
    used_names.add(own)
    return own


WALL_SECONDS: Final = 30
_ROOT: Final = Path(__file__).resolve().parents[3]


def read_workbook(data: bytes, filename: str) -> list[Worksheet]:
    """All sheets, hidden ones too, in the order of the workbook; of all files of a zip. Raises ``SheetRefused``.

    A file of a zip that cannot be read is a sheet that says so; if none can be, all is refused.
    """
    kind = file_kind(data, filename)
    answer = ask_child(kind, data)
    if "refused" in answer:
        raise SheetRefused(answer["refused"], **answer.get("details", {}))
    sheets = [Worksheet.from_plain(plain) for plain in answer["sheets"]]
    if not any(sheet.cells for sheet in sheets):
        unread = [sheet.name for sheet in sheets if sheet.refused]
        raise SheetRefused("sheet_files_unread", names=", ".join(unread)) if unread else SheetRefused("sheet_empty")
    return sheets


def ask_child(kind: str, data: bytes) -> dict[str, Any]:
    """The child's answer; one that was killed, aborted or timed out has not read anything."""
    command = [sys.executable, "-m", "app.core.spreadsheets.child", kind]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, and the kind is one of ours
            command, input=data, capture_output=True, cwd=_ROOT, env={"PYTHONIOENCODING": "utf-8"}, timeout=WALL_SECONDS
        )
    except subprocess.TimeoutExpired as slow:
        raise SheetRefused("sheet_too_big") from slow
    if child.returncode != 0:
        raise SheetRefused("sheet_unreadable")
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer
