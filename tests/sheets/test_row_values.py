"""What one row says: a phone in the cell of an e-mail and an e-mail in that of a phone are both kept."""

from __future__ import annotations

import pytest

from app.companies.identifiers import StockCodeStyle
from app.core.spreadsheets import SheetCell
from app.importing.planner import plan_import
from app.sheets.fields import SheetColumn, SheetField
from app.sheets.row_reading import parse_row_values
from app.sheets.rows import RowKind, SheetRow
from app.sheets.tables import SheetTable
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("wanted", "text", "told"),
    [
        (SheetField.EMAIL, "jf@x.example / +33 6 12 34 56 78", ("jf@x.example", "+33 6 12 34 56 78", [])),
        (SheetField.EMAIL, "+33 6 12 34 56 78", (None, "+33 6 12 34 56 78", [])),
        (SheetField.EMAIL, "jean dupont", (None, None, ["email_unreadable"])),
        (SheetField.PHONE, "+33 6 12 34 56 78, jf@x.example", ("jf@x.example", "+33 6 12 34 56 78", [])),
    ],
)
def test_a_cell_that_holds_both_gives_both(wanted, text, told):
    table = SheetTable((1,), (SheetColumn(1, "Contact", field=wanted),))

    read = parse_row_values(SheetRow(2, RowKind.COMPANY, cells={1: SheetCell(text)}), table, StockCodeStyle(), {})

    assert (read.values.get("email"), read.values.get("phone"), read.looks) == told


@pytest.mark.parametrize("country", ["Mongolia", "Mongolie", "蒙古国"])
def test_a_number_without_a_code_belongs_where_the_firm_does(country):
    table = SheetTable(
        (1,), (SheetColumn(1, "Country", field=SheetField.COUNTRY), SheetColumn(2, "Phone", field=SheetField.PHONE))
    )
    row = SheetRow(2, RowKind.COMPANY, cells={1: SheetCell(country), 2: SheetCell("99-112235")})

    read = parse_row_values(row, table, StockCodeStyle(), {}, "SG")

    assert (read.values["phone"], read.notes) == ("+976 9911 2235", ["phone_country_assumed"])


@pytest.mark.parametrize(
    ("text", "company", "others", "notes"),
    [
        ("Tav; Frères", "Tav; Frères", None, []),
        ("Foo Pte Ltd | Bar Pte Ltd", "Foo Pte Ltd", ["Bar Pte Ltd"], ["more_names"]),
        ("星展银行; DBS Bank", "DBS Bank", None, []),
    ],
)
def test_a_name_is_kept_whole_or_it_is_said_that_it_was_parted(text, company, others, notes):
    table = SheetTable((1,), (SheetColumn(1, "Company", field=SheetField.COMPANY),))

    read = parse_row_values(SheetRow(2, RowKind.COMPANY, cells={1: SheetCell(text)}), table, StockCodeStyle(), {})

    assert (read.values["company"], read.values.get("other_names"), read.notes) == (company, others, notes)


def test_a_script_in_the_column_of_websites_stays_as_a_remark():
    table = SheetTable((1,), (SheetColumn(1, "Website", field=SheetField.WEBSITE),))

    read = parse_row_values(
        SheetRow(2, RowKind.COMPANY, cells={1: SheetCell("javascript:alert(1)//www.x.org")}),
        table,
        StockCodeStyle(),
        {},
    )

    assert (read.values.get("website"), read.values.get("remarks")) == (None, "javascript:alert(1)//www.x.org")


@pytest.mark.parametrize("header", ["SIREN", "N° SIRET", "SIREN / SIRET", "VAT number", "税号"])
def test_the_number_of_another_register_is_a_remark_that_says_what_it_is(header: str) -> None:
    (row,) = (one for one in plan_import([made(("Entreprise", header), ("Alpha SARL", "732 829 320"))], []).rows[1:])

    assert "uen" not in row.values
    assert row.values["remarks"] == f"{header}: 732 829 320"


@pytest.mark.parametrize(
    "header",
    [
        ("Company", "First name", "Middle name", "Last name"),
        ("Company", "First", "Middle", "Last"),
        ("Société", "Prénom", "Deuxième prénom", "Nom"),
    ],
)
def test_a_name_in_three_columns_is_kept_whole(header):
    plan = plan_import([made(header, ("Alpha Pte Ltd", "Jean", "Marie", "Dupont"))], [])

    (person,) = plan.effects[0].after.people
    assert person.values == {"display_name": "Jean Marie Dupont", "given_name": "Jean Marie", "family_name": "Dupont"}
