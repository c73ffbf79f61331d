"""Several files that come as one, packed by a chamber or put together here: each is read, or named with why not."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.core.spreadsheets import SheetRefused, pack_files, read_workbook
from app.core.spreadsheets.child import read_sheets
from tests.core.spreadsheet_files import CHINESE, XLS, packed


def test_several_files_come_as_one_and_each_is_named() -> None:
    files = [("a.csv", b"Company\nAlpha\n"), ("a.csv", CHINESE.encode("gb18030")), ("old.xls", XLS), ("c.pdf", b"%PDF")]

    name, content = pack_files(files)
    sheets = read_workbook(content, name)

    assert name == "a +3.zip"
    assert [(sheet.name, sheet.refused, bool(sheet.cells)) for sheet in sheets] == [
        ("a.csv", "", True),
        ("a (2).csv", "", True),
        ("old.xls", "", True),
        ("old.xls / lists", "", True),
        ("c.pdf", "sheet_kind", False),
    ]
    assert pack_files(files[:1]) == files[0]


def test_names_that_windows_in_chinese_packed_are_read_and_shadows_of_macs_are_not() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in ("XXXXXX.csv", "__MACOSX/._a.csv", "folder/", "~$a.csv"):
            made.writestr(name, b"Company\nAlpha\n")
    windows = held.getvalue().replace(b"XXXXXX", "报名表".encode("gb18030"))

    assert [sheet.name for sheet in read_sheets("zip", windows)] == ["报名表.csv"]


def test_a_zip_of_nothing_that_can_be_read_is_refused_by_the_names_of_its_files() -> None:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(packed(**{"a.pdf": b"%PDF", "b.csv": b""}), "forms.zip")

    assert (refused.value.code, refused.value.details) == ("sheet_files_unread", {"names": "a.pdf, b.csv"})


@pytest.mark.parametrize("name", ["../../evil.csv", "C:\\Users\\a\\evil.csv", "lists/2032/evil.csv"])
def test_a_file_in_a_zip_is_called_by_its_name_without_any_folder(name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "Company\nAlpha Ltd\n")

    assert [sheet.name for sheet in read_workbook(packed.getvalue(), "a.zip")] == ["evil.csv"]
