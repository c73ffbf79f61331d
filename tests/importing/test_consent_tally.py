"""What the sheet's own columns of consent say is counted before the import."""

from __future__ import annotations

import pytest

from app.importing.consents import ConsentTally, count_consents
from app.importing.planner import plan_import
from tests.sheets.planned import made


def test_yes_no_and_silence_are_counted_for_each_column_and_firm() -> None:
    sheet = made(
        ("Company", "Contact", "Consent list"),
        ("Alpha Pte Ltd", "Ms Tan", "Y"),
        ("Beta Pte Ltd", "Mr Li", "N"),
        ("Gamma Pte Ltd", "Mr Ng", None),
        ("Alpha Pte Ltd", "Ms Ho", "Y"),
    )

    assert count_consents(plan_import([sheet], ())) == (ConsentTally("Consent list", "attendee_list", 1, 1, 1),)


def test_a_sheet_without_such_a_column_counts_nothing() -> None:
    assert count_consents(plan_import([made(("Company", "Contact"), ("Alpha Pte Ltd", "Ms Tan"))], ())) == ()


def test_the_refusal_of_a_second_contact_is_theirs_alone_and_is_told_in_the_preview() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Consent list"),
        ("Belmont SA", "Jean Roc", "jean@belmont.example", "Y"),
        ("Belmont S.A.", "Léa Roc", "lea@belmont.example", "No"),
        ("Gamma Pte Ltd", "Mr Ng", "ng@gamma.example", "Y"),
    )

    plan = plan_import([sheet], ())

    assert count_consents(plan) == (ConsentTally("Consent list", "attendee_list", 2, 0, 0),)
    assert [(one.given, one.person, one.row) for one in plan.effects[0].consents] == [
        (True, None, 2),
        (True, 0, 2),
        (False, 1, 3),
    ]
    assert [(row.row, row.notes) for row in plan.rows if row.notes] == [(3, ("person_unlisted",))]


BELMONT = ("Belmont SA", "Jean Roc", "jean@belmont.example")
LEA = ("Belmont S.A.", "Léa Roc", "lea@belmont.example")
NOBODY = ("Belmont SA", None, None)


@pytest.mark.parametrize(
    ("rows", "firm", "refused"),
    [
        ([(*BELMONT, "Y"), (*LEA, "N")], True, [1]),
        ([(*BELMONT, "N"), (*LEA, "Y")], True, [0]),
        ([(*BELMONT, "N"), (*LEA, "N")], False, [0, 1]),
        ([(*BELMONT, "Y"), (*LEA, None)], True, []),
        ([(*BELMONT, None), (*LEA, "Y")], True, []),
        ([(*BELMONT, "N"), (*LEA, None)], False, [0]),
        ([(*BELMONT, None), (*LEA, None)], None, []),
        ([(*BELMONT, "Y"), (*NOBODY, "N")], False, []),
        ([(*BELMONT, "N"), (*NOBODY, "Y")], True, [0]),
        ([(*BELMONT, "Y"), (*BELMONT, "N")], False, [0]),
    ],
)
def test_a_firm_stands_in_the_list_if_anybody_agreed_and_each_no_leaves_one_person_out(
    rows: list[tuple[str | None, ...]], firm: bool | None, refused: list[int]
) -> None:
    plan = plan_import([made(("Company", "Contact", "E-mail", "Consent list"), *rows)], ())

    words = {one.person: one.given for one in plan.effects[0].consents}
    assert (words.get(None), [who for who, given in words.items() if who is not None and not given]) == (firm, refused)


def test_a_no_of_a_row_that_names_two_people_is_of_both() -> None:
    sheet = made(
        ("Company", "Contact", "Second representative", "E-mail", "Consent list"),
        ("Belmont SA", "Jean Roc", "Paul Roc", "jean@belmont.example", "N"),
        ("Belmont SA", "Léa Roc", None, "lea@belmont.example", "Y"),
    )

    consents = plan_import([sheet], ()).effects[0].consents

    assert [(one.given, one.person) for one in consents] == [(True, None), (False, 0), (False, 1), (True, 2)]


def test_each_contact_speaks_for_their_own_addresses() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Share contact details (consent)"),
        ("Belmont SA", "Jean Roc", "jean@belmont.example", "Y"),
        ("Belmont S.A.", "Léa Roc", "lea@belmont.example", "No"),
        ("Gamma Pte Ltd", "Mr Ng", "ng@gamma.example", None),
    )

    plan = plan_import([sheet], ())

    assert [(one.given, one.person) for one in plan.effects[0].consents] == [(True, None), (True, 0), (False, 1)]
    assert count_consents(plan) == (
        ConsentTally("Share contact details (consent)", "contacts", 1, 1, 1, of_people=True),
    )
    assert [row.row for row in plan.rows if "consents_disagree" in row.notes] == []


def test_who_says_yes_and_no_has_said_no() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Share contact details (consent)", "Consent to transfer abroad"),
        ("Belmont SA", "Jean Roc", "jean@belmont.example", "Y", "Y"),
        ("Belmont S.A.", "Jean Roc", "jean@belmont.example", "No", "Y"),
        ("Belmont SA", "Léa Roc", "lea@belmont.example", None, "No"),
    )

    plan = plan_import([sheet], ())

    assert [(one.purpose, one.given, one.person, one.row) for one in plan.effects[0].consents] == [
        ("contacts", True, None, 2),
        ("contacts", False, 0, 3),
        ("cross_border", True, None, 2),
        ("cross_border", False, 1, 4),
    ]
    assert [row.row for row in plan.rows if "consents_disagree" in row.notes] == [2, 3]
