"""Forms of several firms below each other on one sheet are as many firms."""

from __future__ import annotations

import pytest

from app.core.personal_data import personal_traces
from app.importing.fixes import ImportChoices
from app.importing.planner import plan_import
from app.importing.sheet_erasure import remove_rows
from app.sheets.sheet_reading import READ_AS_FORM
from tests.sheets.planned import made

ALPHA = (("Company:", "Alpha Pte Ltd", "UEN:", "201912345Z"), ("Contact:", "Lily Goh", "Email:", "l@alpha.example.org"))
BETA = (("Company:", "Beta Pte Ltd", "UEN:", "201912346Z"), ("Contact:", "Max Ong", "Email:", "m@beta.example.org"))
GAMMA = (("Company:", "Gamma Pte Ltd", None, None), ("Contact:", "Ann Lee", "Email:", "a@gamma.example.org"))


def told(*rows: tuple[str | None, ...]) -> list[tuple[str, int, str, str]]:
    plan = plan_import([made(*rows)], [])
    return [(row.sheet, row.row, row.company, row.values["representative"]) for row in plan.rows]


@pytest.mark.parametrize("between", [(), ((None,),)])
def test_each_of_the_forms_below_each_other_is_a_firm_with_its_people(between: tuple[tuple[None], ...]) -> None:
    found = told(*ALPHA, *between, *BETA, *between, *GAMMA)

    assert [(sheet, company, person) for sheet, _, company, person in found] == [
        ("Firms", "Alpha Pte Ltd", "Lily Goh"),
        ("Firms / Beta Pte Ltd", "Beta Pte Ltd", "Max Ong"),
        ("Firms / Gamma Pte Ltd", "Gamma Pte Ltd", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (*ALPHA, ("Company:", "Alpha Pte Ltd"), ("Signed by:", "Lily Goh"), ("Date:", "3 May")),
        (*ALPHA, ("Parent company:", "Omega Holdings Ltd"), ("Country:", "Japan"), ("City:", "Osaka")),
    ],
)
def test_a_form_that_names_its_firm_twice_is_one(rows: tuple[tuple[str, ...], ...]) -> None:
    assert {row.sheet for row in plan_import([made(*rows)], []).rows} == {"Firms"}


def test_somebody_may_say_that_they_are_one_form() -> None:
    plan = plan_import([made(*ALPHA, *BETA)], [], ImportChoices(sheets={"Firms": READ_AS_FORM}))

    assert [row.company for row in plan.rows] == ["Alpha Pte Ltd"]


def test_who_is_erased_takes_their_own_form_along_and_no_other() -> None:
    plain = made(*ALPHA, *BETA).to_plain()

    (left,) = remove_rows([plain], personal_traces(["Max Ong"], ["m@beta.example.org"], []))

    assert {cell[0] for cell in left["cells"]} == {1, 2}


def test_of_what_somebody_said_is_a_form_all_goes_with_its_person() -> None:
    plain = made(("Company", "Contact", "City"), ("Alpha Pte Ltd", "Max Ong", "Jurong")).to_plain()
    erased = personal_traces(["Max Ong"], [], [])

    (as_list,) = remove_rows([plain], erased)
    (as_form,) = remove_rows([plain], erased, readings={"Firms": READ_AS_FORM})

    assert ({cell[0] for cell in as_list["cells"]}, as_form["cells"]) == ({1}, [])
