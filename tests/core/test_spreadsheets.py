"""What the reader of uploaded spreadsheets gives and what it refuses; bad case 15: upload type, zip and XML bombs."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell

from app.core.spreadsheets import MergedRange, SheetCell, SheetRefused, Worksheet, cell_address, read_workbook
from app.core.spreadsheets.limits import MAX_BYTES, file_kind
from tests.core.spreadsheet_files import ods, ods_cell, ods_row
from tests.core.test_spreadsheets_called_xls import workbook as workbook_in_xml


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def example() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Firms "
    sheet["B2"], sheet["C2"], sheet["D2"] = "DBS", 1000, date(2025, 3, 6)
    sheet["C2"].number_format = "0.00E+00"
    sheet["B3"], sheet["C3"], sheet["D3"] = 65.5, True, "=1+1"
    sheet["B5"] = " 星展 "
    sheet.merge_cells("B3:B4")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[5].hidden = True
    workbook.create_sheet("lists").sheet_state = "hidden"
    return saved(workbook)


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts (``/`` written as ``__``) replaced or added."""
    out = io.BytesIO()
    changed = {name.replace("__", "/").replace("_xml", ".xml"): body for name, body in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return out.getvalue()


def sheet_xml(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data, name)
    return refused.value.code


def test_cells_keep_their_addresses_types_and_formats() -> None:
    firms, lists = read_workbook(example(), "Firms.XLSX")

    assert firms == Worksheet(
        "Firms ",
        {
            (2, 2): SheetCell("DBS"),
            (2, 3): SheetCell(1000, "0.00E+00"),
            (2, 4): SheetCell(date(2025, 3, 6), "yyyy-mm-dd"),
            (3, 2): SheetCell(65.5),
            (3, 3): SheetCell(True),
            (3, 4): SheetCell(formula=True),
            (5, 2): SheetCell(" 星展 "),
        },
        merged=(MergedRange(3, 2, 4, 2),),
        hidden_rows=frozenset({5}),
        hidden_columns=frozenset({3}),
    )
    assert (lists.name, lists.visible, lists.cells) == ("lists", False, {})


def test_a_sheet_survives_json() -> None:
    sheet = read_workbook(example(), "a.xlsx")[0]
    moments = Worksheet("m", {(1, 1): SheetCell(datetime(2025, 3, 6, 14, 30)), (1, 2): SheetCell(error="#REF!")})  # noqa: DTZ001

    assert [Worksheet.from_plain(each.to_plain()) for each in (sheet, moments)] == [sheet, moments]


def test_errors_are_told_apart_from_blanks() -> None:
    data = repacked(example(), xl__worksheets__sheet1_xml=sheet_xml('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'))

    assert read_workbook(data, "a.xlsx")[0].cells == {(1, 1): SheetCell(error="#N/A")}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "单位名称,邮箱\n星展集团,bd@dbs.example.org\n"),
        ("utf-8-sig", "Société,Prénom\nVerrerie du Nord,Zoé\n"),
        ("gb18030", "单位名称,邮箱\n星展集团,bd@dbs.example.org\n"),
        ("cp1252", "Société;Prénom\nVerrerie du Nord;Zoé\n"),
        ("utf-16", "单位名称\t邮箱\n星展集团\tbd@dbs.example.org\n"),
    ],
)
def test_separated_text_is_read_in_its_encoding(encoding: str, text: str) -> None:
    expected = [line.replace(";", ",").replace("\t", ",").split(",") for line in text.splitlines()]

    [sheet] = read_workbook(text.encode(encoding), "list.csv")

    assert [[sheet.at(row, column).value for column in (1, 2)] for row in (1, 2)] == expected


def test_quoted_separators_and_line_breaks_stay_in_their_cell() -> None:
    [sheet] = read_workbook(b'Company,Notes\r\nAlpha,"one, ""two""\nthree"\r\n', "list.csv")

    assert sheet.at(2, 2).value == 'one, "two"\nthree'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "sheet_empty"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "sheet_too_big"),
        (b"PK\x03\x04 not a zip", "a.xlsx", "sheet_unreadable"),
        (b"Company,E-mail\n", "a.xlsx", "sheet_wrong_type"),
        (b"<html><table></table></html>", "a.xlsx", "sheet_wrong_type"),
        (b"%PDF-1.7 ...", "a.csv", "sheet_wrong_type"),
        (b"MZ\x00\x01\x02", "a.csv", "sheet_wrong_type"),
        (b"hello", "a.exe", "sheet_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel", "a.xls", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "sheet_encrypted"),
        (b" \n , \n", "a.csv", "sheet_empty"),
    ],
)
def test_bad_uploads_are_refused_with_a_code(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


@pytest.mark.full
def test_case_15_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    bomb = repacked(example(), xl__worksheets__sheet1_xml=b"0" * 151_000_000)

    assert len(bomb) < 1_000_000
    with pytest.raises(SheetRefused, match="sheet_too_big"):
        file_kind(bomb, "a.xlsx")


def test_case_15_a_part_packed_a_thousandfold_is_refused() -> None:
    assert refusal(repacked(example(), xl__media_xml=b"0" * 6_000_000), "a.xlsx") == "sheet_too_big"


def test_case_15_an_xml_bomb_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    lol = f'<!DOCTYPE l [<!ENTITY e0 "ha">{entities}]>'
    bomb = lol.encode() + sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&e8;</t></is></c></row>')

    assert refusal(repacked(example(), xl__worksheets__sheet1_xml=bomb), "a.xlsx") == "sheet_entities"


def test_case_15_a_cell_far_out_is_refused_before_it_takes_memory() -> None:
    far = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    with pytest.raises(SheetRefused) as refused:
        read_workbook(repacked(example(), xl__worksheets__sheet1_xml=far), "a.xlsx")

    assert (refused.value.code, refused.value.details["cell"]) == ("sheet_far_cell", "XFD1048576")


def with_number(kind: str, number: str) -> bytes:
    """A workbook of this kind with the number in B2, as a program may write it."""
    if kind == "ods":
        value = ods_cell(number, "float", f'office:value="{number}"')
        return ods(f'<table:table table:name="Firms">{ods_row()}{ods_row(ods_cell("DBS"), value)}</table:table>')
    if kind == "xml":
        cell = f'<Cell ss:Index="2"><Data ss:Type="Number">{number}</Data></Cell>'
        return workbook_in_xml(f'<Row ss:Index="2">{cell}</Row>')
    cells = sheet_xml(f'<row r="2"><c r="B2"><v>{number}</v></c></row>')
    return repacked(example(), xl__worksheets__sheet1_xml=cells)


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", "xlsx"), ("ods", "ods"), ("xml", "xls")])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-inf", "1e999"])
def test_a_number_that_is_none_is_refused_with_its_cell(kind: str, ending: str, number: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(with_number(kind, number), f"a.{ending}")

    assert (refused.value.code, refused.value.details["cell"]) == ("sheet_not_finite", "B2")


def test_a_far_cell_without_contents_does_no_harm() -> None:
    styled = sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')

    assert read_workbook(repacked(example(), xl__worksheets__sheet1_xml=styled), "a.xlsx")[0].cells == {
        (1, 1): SheetCell(7)
    }


def test_a_workbook_with_macros_is_named_as_such() -> None:
    assert refusal(repacked(example(), **{"xl/vbaProject.bin": b"x"}), "a.xlsx") == "sheet_wrong_type"


def test_a_damaged_workbook_is_refused() -> None:
    assert refusal(repacked(example(), xl__workbook_xml=b"<workbook"), "a.xlsx") == "sheet_unreadable"


def test_a_thousand_rows_come_whole() -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("many")
    for n in range(1000):
        sheet.append([WriteOnlyCell(sheet, value=f"Firm {n}"), n])

    [read] = read_workbook(saved(workbook), "many.xlsx")

    assert (read.last_row, read.at(1000, 1).value, read.at(1000, 2).value) == (1000, "Firm 999", 999)


@pytest.mark.parametrize(("at", "name"), [((6, 2), "B6"), ((1, 26), "Z1"), ((10, 27), "AA10"), ((9, 703), "AAA9")])
def test_cells_are_named_as_spreadsheets_name_them(at: tuple[int, int], name: str) -> None:
    assert cell_address(*at) == name
