"""Web pages and XML that systems export under the name xls."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.core.spreadsheets import read_workbook
from app.core.spreadsheets.limits import MAX_COLUMNS, MAX_ROWS, SheetRefused, file_kind
from app.core.spreadsheets.markup import SPREADSHEETML_NS, read_html, read_xml_table
from app.core.spreadsheets.values import MergedRange

PAGE = """<html><head><meta charset="utf-8"><style>td {color: red}</style><title>List</title></head><body>
<table><tr><th colspan=3>Participants &amp; guests</th></tr></table>
<table border=1>
<tr><th>公司名称<br>Company</th><th rowspan="2">E-mail</th><th>Phone</th></tr>
<tr><td><script>alert(1)</script>Alpha&nbsp;Ltd<td>+65 6000 0001
<tr style="display: none"><td></td><td><table><tr><td>inner</td></tr></table>b@b.example.org</td></tr>
</table></body></html>"""


def workbook(rows: str, prolog: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{prolog}<Workbook xmlns="{SPREADSHEETML_NS}" xmlns:ss="{SPREADSHEETML_NS}">'
        f'<Worksheet ss:Name="Firms"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def test_tables_of_a_page_are_read_as_one_sheet_as_they_stand_in_it() -> None:
    [sheet] = read_html(PAGE.encode())

    assert {at: cell.value for at, cell in sheet.cells.items()} == {
        (1, 1): "Participants & guests",
        (2, 1): "公司名称\nCompany",
        (2, 2): "E-mail",
        (2, 3): "Phone",
        (3, 1): "Alpha Ltd",
        (3, 3): "+65 6000 0001",
        (4, 2): "b@b.example.org",
    }
    assert sheet.merged == (MergedRange(1, 1, 1, 3), MergedRange(2, 2, 3, 2))
    assert sheet.hidden_rows == frozenset({4})


def test_a_workbook_in_xml_keeps_numbers_days_and_gaps() -> None:
    rows = """
      <Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">A &amp; B</Data></Cell>
        <Cell><Data ss:Type="Number">65</Data></Cell></Row>
      <Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="DateTime">2032-03-17T00:00:00.000</Data></Cell>
        <Cell><Data ss:Type="DateTime">2032-03-17T09:30:00.000</Data></Cell>
        <Cell><Data ss:Type="Error">#REF!</Data></Cell></Row>"""

    [sheet] = read_xml_table(workbook(rows))

    assert {at: cell.value or cell.error for at, cell in sheet.cells.items()} == {
        (2, 1): "A & B",
        (2, 3): 65,
        (3, 3): date(2032, 3, 17),
        (3, 4): datetime(2032, 3, 17, 9, 30),  # noqa: DTZ001 - a sheet knows no zone
        (3, 5): "#REF!",
    }
    assert (sheet.name, sheet.merged) == ("Firms", (MergedRange(2, 1, 2, 2),))
    assert sheet.hidden_rows == frozenset({3})


def test_both_are_told_by_what_stands_in_them_under_the_name_xls_alone() -> None:
    assert [file_kind(PAGE.encode(), "list.xls"), file_kind(workbook(""), "list.xls")] == ["html", "xml"]
    for name in ("list.xlsx", "list.csv"):
        with pytest.raises(SheetRefused) as refused:
            file_kind(PAGE.encode(), name)
        assert refused.value.code == "sheet_wrong_type"


def test_a_page_is_read_in_the_child_as_any_other_file() -> None:
    [sheet] = read_workbook(PAGE.encode("gb18030"), "list.xls")

    assert sheet.at(2, 1).value == "公司名称\nCompany"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("<table>" + "<tr><td>a" * (MAX_ROWS + 1), "sheet_rows"),
        ("<table><tr>" + "<td>a" * (MAX_COLUMNS + 1), "sheet_columns"),
        ("<table><tr><td colspan=99999999 rowspan=99999999>a<td>b", "sheet_columns"),
        ("<table></table>", "sheet_empty"),
        (workbook('<Row ss:Index="99999999"><Cell><Data>a</Data></Cell></Row>').decode(), "sheet_far_cell"),
        (
            workbook("<Row><Cell><Data>&x;</Data></Cell></Row>", '<!DOCTYPE a [<!ENTITY x "y">]>').decode(),
            "sheet_unreadable",
        ),
        (workbook("<Row>").decode(), "sheet_unreadable"),
        (workbook('<Row ss:Index="a"/>').decode(), "sheet_unreadable"),
    ],
    ids=["rows", "columns", "spans", "empty", "far", "entity", "broken", "index"],
)
def test_the_same_limits_hold(data: str, code: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data.encode(), "list.xls")

    assert refused.value.code == code
