"""Finding the table in sheets of many shapes, and telling what each row is."""

import pytest

from app.core.spreadsheets import MergedRange, SheetCell, Worksheet
from app.sheets.list_reading import read_sheet
from app.sheets.rows import RowKind
from app.sheets.sheet_reading import ParsedSheet


def made(
    *rows: tuple[str | int | None, ...], merged: tuple[MergedRange, ...] = (), name: str = "List", **options: object
) -> Worksheet:
    cells = {(r, c): SheetCell(v) for r, record in enumerate(rows, 1) for c, v in enumerate(record, 1) if v is not None}
    return Worksheet(name, cells, merged=merged, **options)  # type: ignore[arg-type]


def kinds(sheet: Worksheet) -> dict[int, str]:
    return {row.number: row.reason or row.kind.value for row in read_sheet(sheet).rows}


def fields(found: ParsedSheet) -> list[str]:
    return [column.field.value for column in found.tables[0].columns]


def test_a_header_in_two_rows_without_merged_cells() -> None:
    found = read_sheet(
        made(
            ("S/N", None, "Contact", None),
            (None, "Company", "Name", "E-mail"),
            (1, "Alpha Ltd", "Desk", "a@a.example.org"),
        )
    )

    assert found.header_rows == (1, 2)
    assert fields(found) == ["serial", "company", "representative", "email"]


def test_a_header_whose_second_row_splits_a_group() -> None:
    found = read_sheet(
        made(
            ("序号", "企业名称", "联系方式", None),
            (None, None, "手机", "邮箱"),
            (1, "星展银行", "13800000001", "a@a.example.org"),
            merged=(MergedRange(1, 1, 2, 1), MergedRange(1, 2, 2, 2), MergedRange(1, 3, 1, 4)),
        )
    )

    assert found.header_rows == (1, 2)
    assert fields(found) == ["serial", "company", "phone", "email"]
    assert [row.kind for row in found.rows if row.kind is RowKind.COMPANY] == [RowKind.COMPANY]


def test_sections_totals_notes_and_numbers_are_no_firms() -> None:
    sheet = made(
        ("No.", "Company", "E-mail"),
        (1, 2, 3),
        ("A. Finance", None, None),
        (1, "Alpha Ltd", "a@a.example.org"),
        ("e.g.", "ABC Pte Ltd", "name@firm.example.org"),
        (2, None, None),
        (None, "Education", None),
        (3, "Beta Ltd", "b@b.example.org"),
        ("Total: 2 companies", None, None),
        ("Note: subject to change", None, None),
        ("Prepared by the secretariat", None, None),
    )

    assert kinds(sheet) == {
        1: "header",
        2: "column_numbers",
        3: "section",
        4: "firm",
        5: "example",
        6: "blank",
        7: "section",
        8: "firm",
        9: "total",
        10: "footnote",
        11: "footnote",
    }


@pytest.mark.parametrize("name", ["Legend Holdings Corp", "Sample Technologies Pte Ltd", "Group Rhodes Limited"])
def test_a_firm_may_begin_as_notes_and_headings_do(name: str) -> None:
    sheet = made(("Company",), ("Alpha Ltd",), (name,), ("Beta Ltd",), ("Legend: * to be confirmed",))

    assert list(kinds(sheet).values()) == ["header", "firm", "firm", "firm", "footnote"]


def test_firms_under_a_section_know_it() -> None:
    found = read_sheet(made(("Company", "E-mail"), ("一、金融类", None), ("星展银行", "a@a.example.org")))

    assert [row.section for row in found.rows if row.kind is RowKind.COMPANY] == ["一、金融类"]


def test_a_company_merged_over_rows_has_several_contacts() -> None:
    sheet = made(
        ("Company", "Contact person"),
        ("Alpha Ltd", "Desk one"),
        (None, "Desk two"),
        (None, None),
        ("Beta Ltd", "Desk"),
        merged=(MergedRange(2, 1, 4, 1),),
    )

    assert kinds(sheet) == {1: "header", 2: "firm", 3: "second_contact", 4: "blank", 5: "firm"}


def test_a_name_alone_is_a_firm_if_it_has_a_legal_form() -> None:
    sheet = made(
        ("No.", "Company", "E-mail"),
        (1, "Alpha Ltd", "a@a.example.org"),
        (None, "Beta Pte Ltd", None),
        (2, "Gamma Ltd", "-"),
    )

    assert kinds(sheet) == {1: "header", 2: "firm", 3: "firm", 4: "firm"}


def test_a_list_with_one_header_is_read() -> None:
    assert kinds(made(("Company",), ("Alpha Ltd",), ("Beta",))) == {1: "header", 2: "firm", 3: "firm"}


def test_a_bare_list_of_firms_is_read_without_any_header() -> None:
    sheet = made(("Alpha Pte Ltd", "a@a.example.org"), ("Beta Limited", "b@b.example.org"))

    assert (read_sheet(sheet).header_rows, kinds(sheet)) == ((), {1: "firm", 2: "firm"})


def test_sheets_without_firms_say_so() -> None:
    assert read_sheet(made(("Sector", "Count"), ("Finance", 3))).why_not == "sheet_without_companies"
    assert read_sheet(made(("How to fill in this form",))).why_not == "sheet_without_companies"
    assert read_sheet(made(("Company",), ("Alpha Ltd",), visible=False)).why_not == "sheet_hidden"
    assert read_sheet(made(("Company",), ("Alpha Ltd",), name="退出名单")).why_not == "sheet_withdrawn"
    assert read_sheet(Worksheet("Empty")).why_not == "sheet_without_companies"


def test_a_sheet_may_be_read_or_left_out_by_choice() -> None:
    hidden = made(("Company",), ("Alpha Ltd",), visible=False)

    assert read_sheet(hidden, reading=True).why_not == ""
    assert read_sheet(made(("Company",), ("Alpha Ltd",)), reading=False).why_not == "sheet_left_out"
