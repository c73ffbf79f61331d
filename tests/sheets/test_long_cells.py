"""A cell of many thousand letters costs no more than its length, and is no name of a firm without somebody's word."""

from __future__ import annotations

from time import process_time

import pytest

from app.companies.typed_text import find_website
from app.core.spreadsheets import SheetCell
from app.importing.fixes import RowFix
from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.sheets.contacts import parse_emails
from tests.sheets.planned import made


@pytest.mark.parametrize("part", ["a", "a.", "a@", "1", "中", "&", "Ab ", "a@b.c "])
@pytest.mark.parametrize("header", ["Company", "Contact", "Email", "Website", "Looking for"])
def test_a_long_cell_is_read_quickly(header: str, part: str) -> None:
    text = (part * 10_000)[:10_000]
    row = {"Company": "Alpha Pte Ltd", header: text}
    began = process_time()

    plan = plan_import([made(tuple(row), tuple(row.values()), ("Beta Pte Ltd", "x"))], [])

    assert process_time() - began < 2
    assert plan.rows


@pytest.mark.full
@pytest.mark.parametrize(
    ("header", "part"),
    [
        *(("Contact", "\u3000"), ("Contact", ","), ("Product list", "\u3000"), ("Languages", "("), ("Email", "<<")),
        *(
            ("Company", "’"),
            ("Title", "*"),
            ("UEN", "\n"),
            ("Contact", ":"),
            ("Remarks", "来"),
            ("Remarks", "，"),
        ),
    ],
)
def test_a_cell_as_long_as_a_spreadsheet_takes_is_read_quickly(header: str, part: str) -> None:
    row = {"Company": "Alpha Pte Ltd", header: f"({part * 32_000}x"}
    began = process_time()

    plan = plan_import([made(tuple(row), tuple(row.values()), ("Beta Pte Ltd", "x"))], [])

    assert process_time() - began < 2
    assert plan.rows


def test_a_thousand_people_in_one_cell_are_read_quickly() -> None:
    names = [
        f"{first}{second} Tan" for first in ("Mei", "Bo", "Wei", "Ana", "Lin") for second in map(chr, range(97, 123))
    ]
    said = "; ".join(
        f"{name} {again} <{name[:4]}{again}@a.example.org>" for name in names for again in ("Ox", "Yu", "Ko")
    )
    began = process_time()

    plan = plan_import([made(("Company", "Email"), ("Alpha Pte Ltd", said * 3))], [])

    assert process_time() - began < 2
    assert plan.rows


def test_a_name_too_long_for_a_firm_is_settled_by_typing_one() -> None:
    sheet = made(("Company", "Email"), ("Alpha " * 3_000, "a@a.example.org"))

    [look] = plan_import([sheet], []).of(RowVerdict.LOOK)
    [typed] = plan_import([sheet], [], fixes={("Firms", 2): RowFix(company="Alpha Pte Ltd")}).of(RowVerdict.NEW)

    assert (look.looks, typed.company) == (("company_long",), "Alpha Pte Ltd")


def test_addresses_are_found_beside_long_words() -> None:
    assert parse_emails(SheetCell(f"{'a' * 300} tan.mei@a-b.example.org;")).addresses == ("tan.mei@a-b.example.org",)
    assert find_website(f"{'a' * 300} https://www.alpha.example.org/x") == "https://www.alpha.example.org/x"
