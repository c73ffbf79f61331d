"""Firms below the name of a waiting list wait until somebody says that they come."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.planner import plan_import
from app.sheets.withdrawal import is_waiting_list_heading
from tests.sheets.planned import made

CONTACTS = ("Company", "Contact", "E-mail")
ALPHA = ("Alpha Pte Ltd", "Ann Lee", "a@a.example.org")
BETA = ("Beta Pte Ltd", "Ben Lim", "b@b.example.org")
NAMES = (
    "Waiting list|候补名单|En attente|Reserve|Liste d’attente|候補名單|"
    "Reserve list 2|Liste de réserve|TBC|Stand-by|备选企业|À confirmer"
)
NAMES_OF_FIRMS = ("Madison Holdings", "Shenzhen Bauing Construction Holding Group Co.,Ltd.")
COLLEAGUE = (None, "Bo Lim", "bo@b.example.org")


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        *((text, True) for text in NAMES.split("|")),
        *(
            (text, False)
            for text in (
                "Firms",
                "Nature reserves",
                "Holding companies",
                "名单",
                "Delegation 2032",
                "",
                *NAMES_OF_FIRMS,
            )
        ),
    ],
)
def test_the_names_of_waiting_lists(text: str, waits: bool) -> None:
    assert is_waiting_list_heading(text) is waits


@pytest.mark.parametrize("name", ["Waiting list", "候补名单", "En attente", "Reserve", "Liste d’attente"])
def test_each_firm_of_such_a_sheet_needs_a_look_and_its_other_contacts_none(name: str) -> None:
    sheets = [made(CONTACTS, ALPHA), made(CONTACTS, BETA, COLLEAGUE, name=name)]

    plan = plan_import(sheets, [])
    settled = plan_import(sheets, [], fixes={(name, 2): RowFix(accept=True)})

    assert [(row.company, row.looks) for row in plan.rows if not row.left_out] == [
        ("Alpha Pte Ltd", ()),
        ("Beta Pte Ltd", ("unsure_coming",)),
        ("Beta Pte Ltd", ()),
    ]
    assert next(row.raw["coming"] for row in plan.rows if row.looks) == name
    assert settled.ready
