"""A heading over firms is no firm; rows that are left out are told apart by the firm that they name."""

from __future__ import annotations

import pytest

from app.importing.plan import plan_to_json
from app.importing.planner import plan_import
from app.sheets.row_phrases import is_heading
from tests.sheets.planned import made

CONTACTS = ("Company", "Contact", "E-mail")


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        *[
            (text, True)
            for text in ("Malaysian companies", "新加坡企业", "参会企业名单", "Entreprises", "French firms")
        ],
        *[(text, False) for text in ("Tan Brothers Enterprises", "长江企业", "Law Firm Lee", "某某公司", "DBS Bank")],
    ],
)
def test_the_words_of_a_heading(text: str, heads: bool) -> None:
    assert is_heading(text) is heads


@pytest.mark.parametrize("again", [CONTACTS, ("Contact", "Company", "E-mail")])
def test_a_lone_text_above_a_header_is_a_heading(again: tuple[str, str, str]) -> None:
    alpha = ("Alpha Pte Ltd", "Ann Lee", "a@a.example.org")
    last = {"Company": "Beta Sdn Bhd", "Contact": "Ben Lim", "E-mail": "b@b.example.org"}
    sheet = made(CONTACTS, alpha, (), ("From Johor",), again, tuple(last[header] for header in again))

    plan = plan_import([sheet], [])

    assert [row.company for row in plan.rows if row.verdict.value == "new"] == ["Alpha Pte Ltd", "Beta Sdn Bhd"]
    assert plan.rows[3].left_out == "section"


def test_left_out_rows_of_two_firms_have_two_keys_and_of_one_firm_one() -> None:
    firms = made(CONTACTS, ("Alpha Pte Ltd", "Ann", "a@a.example.org"), ("Beta Pte Ltd (withdrawn)", "Ben", None))
    gone = made(CONTACTS, ("ALPHA PTE. LTD.", "Ann", None), ("Gamma Ltd", "G", None), name="Withdrawn")

    rows = plan_to_json(plan_import([firms, gone], []))["rows"]

    assert [(row["verdict"], row["key"]) for row in rows] == [
        ("left_out", ""), ("look", "s1r2"), ("left_out", "s1r3"),
        ("left_out", ""), ("left_out", "s1r2"), ("left_out", "s2r3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "last", [("MEDIA", None, None), ("B. LOGISTICS", None, None), (None, "Government officials", None)]
)
def test_a_heading_below_the_last_firm_is_a_section(last: tuple[str | None, ...]) -> None:
    rows = plan_import([made(CONTACTS, ("Beta Pte Ltd", "Mr Li", "li@beta.example.org"), last)], []).rows

    assert [row.left_out for row in rows] == ["header", "", "section"]


@pytest.mark.parametrize(
    "title",
    [
        ("Organised by Alpha Pte Ltd", "Mr Tan", None),
        ("Organiser:", "Tan Wei", None),
        ("主办方甲有限公司", "3月17日", None),
    ],
)
def test_who_makes_the_event_is_named_above_the_header_and_is_no_firm_of_the_list(
    title: tuple[str | None, ...],
) -> None:
    rows = plan_import([made(title, CONTACTS, ("Beta Pte Ltd", "Mr Li", None))], []).rows

    assert [row.left_out for row in rows] == ["title", "header", ""]
