"""Every kind of file that a chamber keeps its firms in: what is read of it, and what is refused with a reason."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter

from app.core.spreadsheets import MergedRange, SheetCell, SheetRefused, read_workbook
from app.core.spreadsheets.docx import read_docx
from app.core.spreadsheets.limits import MAX_COLUMNS, MAX_ROWS, file_kind
from app.core.spreadsheets.ods import read_ods
from app.core.spreadsheets.text import decode_text, read_text
from app.core.spreadsheets.xls import read_xls
from tests.core.spreadsheet_files import CHINESE, XLS, docx, docx_line, docx_table, ods, ods_cell, ods_row, packed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TRADITIONAL = "公司名稱,聯絡人,電郵\n台達電子工業股份有限公司,陳經理,chen@delta.example.org\n國泰航空,,\n"
FRENCH = "Société,Prénom,Siège\nVerrerie du Nord,Zoé,Orléans\nCRÉDIT LYONNAIS – ÉTÉ,Noël,À côté\n"


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data, name)
    return refused.value.code


def test_an_old_workbook_keeps_types_formats_merged_and_hidden_cells_and_struck_text() -> None:
    firms, lists = read_workbook(XLS, "Firms.xls")

    assert firms.cells == {
        (1, 1): SheetCell("Delegation 代表团"),
        (2, 1): SheetCell("Company"),
        (2, 2): SheetCell("Code"),
        (2, 3): SheetCell("Arrives"),
        (2, 4): SheetCell("Note"),
        (3, 1): SheetCell("DBS 星展"),
        (3, 2): SheetCell(1000, "0.00E+00"),
        (3, 3): SheetCell(date(2027, 3, 17), "yyyy-mm-dd"),
        (3, 4): SheetCell(True),
        (4, 1): SheetCell("Gone Ltd", struck=True),
        (4, 2): SheetCell(62, "000000"),
        (4, 3): SheetCell(datetime(2027, 3, 17, 14, 30), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001
        (4, 4): SheetCell(65.5),
        (5, 1): SheetCell("Hidden Ltd"),
    }
    assert (firms.name, firms.merged) == ("Firms ", (MergedRange(1, 1, 1, 4),))
    assert (firms.hidden_rows, firms.hidden_columns) == (frozenset({5}), frozenset({4}))
    assert (lists.name, lists.visible) == ("lists", False)


@pytest.mark.parametrize("end", [600, 2000, 4000])
def test_an_old_workbook_that_was_cut_is_refused(end: int) -> None:
    with pytest.raises(SheetRefused, match="sheet_unreadable"):
        read_xls(XLS[:end])


def test_a_cut_one_is_damaged_and_not_something_else() -> None:
    assert [refusal(XLS[:end], "a.xls") for end in (600, 2000, 4000)] == ["sheet_unreadable"] * 3


@pytest.mark.parametrize("name", ["list", "报名表", "liste.2027", "v1.2"])
def test_a_file_without_an_ending_is_what_it_holds(name: str) -> None:
    kinds = [file_kind(data, name) for data in (XLS, CHINESE.encode(), CHINESE.encode("gb18030"), docx(docx_line("a")))]

    assert kinds == ["xls", "csv", "csv", "docx"]
    assert refusal(b"%PDF-1.7", name) == "sheet_kind"


STYLES = (
    '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="gone" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<number:number-style style:name="n6"><number:number number:min-integer-digits="6"/></number:number-style>'
    '<style:style style:name="code" style:family="table-cell" style:data-style-name="n6"/>'
)


def test_an_opendocument_sheet_keeps_types_formats_merged_and_hidden_cells_and_struck_text() -> None:
    comment = "<office:annotation><text:p>old name?</text:p></office:annotation>"
    page = (
        '<table:table table:name="Firms">'
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        + ods_row(ods_cell("Delegation", more='table:number-columns-spanned="3"'), "<table:covered-table-cell/>" * 2)
        + ods_row(ods_cell(), number_rows_repeated="2")
        + ods_row(
            f"<table:table-cell>{comment}<text:p>DBS<text:s text:c='2'/>Bank</text:p>"
            "<text:p>星展</text:p></table:table-cell>",
            ods_cell("62", "float", 'office:value="62" table:style-name="code"'),
            ods_cell("17/03/27", "date", 'office:date-value="2027-03-17"'),
            ods_cell("14:30", "time", 'office:time-value="PT14H30M00S"'),
            ods_cell("TRUE", "boolean", 'office:boolean-value="true"'),
        )
        + ods_row(ods_cell("Gone Ltd", more='table:style-name="gone"'), visibility="filter")
        + ods_row(
            '<table:table-cell table:formula="of:=1+1"/>', '<table:table-cell table:number-columns-repeated="9"/>'
        )
        + ods_row(ods_cell(), number_rows_repeated="1048000")
        + '</table:table><table:table table:name="lists" table:style-name="off">'
        + ods_row(ods_cell("x", more='table:number-columns-repeated="2"'), number_rows_repeated="2")
        + "</table:table>"
    )

    firms, lists = read_workbook(ods(page, STYLES), "firms.ods")

    assert firms.cells == {
        (1, 1): SheetCell("Delegation"),
        (4, 1): SheetCell("DBS  Bank\n星展", note="old name?"),
        (4, 2): SheetCell(62, "000000"),
        (4, 3): SheetCell(date(2027, 3, 17)),
        (4, 4): SheetCell(time(14, 30)),
        (4, 5): SheetCell(True),
        (5, 1): SheetCell("Gone Ltd", struck=True),
        (6, 1): SheetCell(formula=True),
    }
    assert (firms.merged, firms.hidden_rows, firms.hidden_columns) == (
        (MergedRange(1, 1, 1, 3),),
        frozenset({5}),
        frozenset({3}),
    )
    assert (lists.visible, len(lists.cells)) == (False, 4)


def test_case_15_cells_repeated_without_end_are_refused_before_they_are_spread() -> None:
    wide = ods_row(ods_cell("x", more='table:number-columns-repeated="16384"'), number_rows_repeated="1048576")
    page = f'<table:table table:name="a">{wide}</table:table>'

    with pytest.raises(SheetRefused) as refused:
        read_ods(ods(page))

    assert refused.value.code in ("sheet_rows", "sheet_far_cell")


LOL = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
FILE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [LOL, FILE])
def test_case_15_entities_are_refused_whatever_the_kind(before: str) -> None:
    page = f'<table:table table:name="a">{ods_row(ods_cell("&a;"))}</table:table>'

    for reader, data in ((read_ods, ods(page, before=before)), (read_docx, docx(docx_line("&a;"), before))):
        with pytest.raises(SheetRefused, match="sheet_entities"):
            reader(data)


def test_a_word_document_is_a_sheet_of_its_lines_and_tables() -> None:
    body = (
        docx_line("Registration form")
        + docx_line("Company: Alpha Pte Ltd\tCity: Singapore")
        + docx_table(("2|Firm", "City"), ("v|Alpha", "a", "b"), ("^", "c", ""))
    )

    [sheet] = read_workbook(docx(body), "form.docx")

    assert {at: cell.value for at, cell in sheet.cells.items()} == {
        (1, 1): "Registration form",
        (2, 1): "Company: Alpha Pte Ltd",
        (2, 2): "City: Singapore",
        (4, 1): "Firm",
        (4, 3): "City",
        (5, 1): "Alpha",
        (5, 2): "a",
        (5, 3): "b",
        (6, 2): "c",
    }
    assert sheet.merged == (MergedRange(4, 1, 4, 2), MergedRange(5, 1, 6, 1))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        *((encoding, CHINESE) for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")),
        ("big5", TRADITIONAL),
        ("big5hkscs", TRADITIONAL),
        ("gb18030", "单位名称\n重庆港\n"),
        ("big5", "公司名稱\n國泰\n"),
        ("cp1252", FRENCH),
        ("latin-1", FRENCH.replace("–", "-")),
        ("cp1252", "Nom\nÉlan\n"),
    ],
)
def test_text_is_read_in_its_encoding(encoding: str, text: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_a_few_broken_bytes_spoil_no_utf8() -> None:
    assert decode_text(CHINESE.encode() * 3 + b"\xe5\x8d")[:50] == CHINESE[:50]


@pytest.mark.parametrize("separator", list(",;\t|^~#；"))
def test_whatever_separates_text_is_found(separator: str) -> None:
    lines = [
        "Delegation list, 2027",
        "Company,City,E-mail",
        "Alpha,Orléans,a@a.example.org",
        "Beta,重庆,b@b.example.org",
    ]
    text = "\n".join(line.replace(",", separator) if "@" in line or "City" in line else line for line in lines)

    [sheet] = read_text(text.encode())

    assert [sheet.at(3, column).value for column in (1, 2, 3)] == ["Alpha", "Orléans", "a@a.example.org"]


def test_a_line_that_tells_the_separator_is_obeyed_and_counted() -> None:
    [sheet] = read_text(b"sep=;\r\nCompany;E-mail\r\nAlpha, Beta;a@a.example.org\r\n")

    assert {at: cell.value for at, cell in sheet.cells.items()} == {
        (2, 1): "Company",
        (2, 2): "E-mail",
        (3, 1): "Alpha, Beta",
        (3, 2): "a@a.example.org",
    }


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "form.doc", "sheet_kind"),
        (OLE + "WordDocument".encode("utf-16-le"), "form.xls", "sheet_wrong_type"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "form.docx", "sheet_encrypted"),
        (b"<html><table></table></html>", "list.xlsx", "sheet_wrong_type"),
        (b'<?xml version="1.0"?><Workbook/>', "list.xls", "sheet_wrong_type"),
        (b"{\\rtf1 hello}", "form.txt", "sheet_wrong_type"),
        (packed(word__document_xml=b"x"), "form.xlsx", "sheet_wrong_type"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"x"), "a.ods", "sheet_wrong_type"),
        (ods("", manifest="<manifest:encryption-data/>"), "a.ods", "sheet_encrypted"),
        (packed(ppt__presentation_xml=b"x"), "a.pptx", "sheet_kind"),
        (packed(content_xml=b"<office")[:-30], "a.ods", "sheet_unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # a zip holds the time: no name for a test
)
def test_what_is_not_read_is_refused_with_a_code(data: bytes, name: str, code: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        file_kind(data, name)

    assert refused.value.code == code


@pytest.mark.full
def test_lists_too_long_and_too_wide_are_told_apart_from_a_cell_lost_far_out() -> None:
    long, wide = "a,b\n" * (MAX_ROWS + 1), "a," * MAX_COLUMNS + "a\n"

    widest = "a," * 4_999 + "a\n"
    told = [refusal(text.encode(), "a.csv") for text in (long, wide, widest, "," * 4_999 + "a\n")]
    assert told == ["sheet_rows", "sheet_columns", "sheet_columns", "sheet_far_cell"]


@pytest.mark.parametrize("text", ["Company,Contact\nAl\0pha,Ann\n", "Company\n" + "Alpha Ltd\n" * 2_000 + "\0\n"])
def test_a_zero_byte_in_a_text_is_said_as_such(text: str) -> None:
    assert refusal(text.encode(), "a.csv") == "sheet_nul"


def test_an_old_workbook_with_a_password_says_so() -> None:
    locked = XLS.replace(b"\x3d\x00\x12\x00", b"\x2f\x00\x12\x00", 1)  # where its window was stands what locks it

    assert refusal(locked, "a.xls") == "sheet_encrypted"


def test_a_cell_that_only_says_that_an_address_is_behind_it_is_the_address() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet("Firms")
    for row, text in enumerate(("Email Ivan", "Click here", "Sendai Foods Pte Ltd", "b@b.example.org")):
        page.write_url(row, 0, "mailto:ivan@a.example.org?subject=Hello", string=text)
    book.close()

    (firms,) = read_workbook(made.getvalue(), "firms.xlsx")

    assert [firms.cells[row, 1].value for row in (1, 2, 3, 4)] == [
        "ivan@a.example.org",
        "ivan@a.example.org",
        "Sendai Foods Pte Ltd",
        "b@b.example.org",
    ]
