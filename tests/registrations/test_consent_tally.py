"""What the sheet's own columns of consent say is counted before the import."""

from __future__ import annotations

from app.registrations.consent_tally import ConsentTally, consent_tally
from app.registrations.importing import plan_import
from tests.registrations.planned import made


def test_yes_no_and_silence_are_counted_for_each_column_and_firm() -> None:
    sheet = made(
        ("Company", "Contact", "Consent list"),
        ("Alpha Pte Ltd", "Ms Tan", "Y"),
        ("Beta Pte Ltd", "Mr Li", "N"),
        ("Gamma Pte Ltd", "Mr Ng", None),
        ("Alpha Pte Ltd", "Ms Ho", "Y"),
    )

    assert consent_tally(plan_import([sheet], ())) == (ConsentTally("Consent list", "attendee_list", 1, 1, 1),)


def test_a_sheet_without_such_a_column_counts_nothing() -> None:
    assert consent_tally(plan_import([made(("Company", "Contact"), ("Alpha Pte Ltd", "Ms Tan"))], ())) == ()


def test_the_refusal_of_a_second_contact_counts_for_the_firm_and_is_told_in_the_preview() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Consent list"),
        ("Belmont SA", "Jean Roc", "jean@belmont.example", "Y"),
        ("Belmont S.A.", "Léa Roc", "lea@belmont.example", "No"),
        ("Gamma Pte Ltd", "Mr Ng", "ng@gamma.example", "Y"),
    )

    plan = plan_import([sheet], ())

    assert consent_tally(plan) == (ConsentTally("Consent list", "attendee_list", 1, 1, 0),)
    assert [(one.purpose, one.given, one.person, one.row) for one in plan.effects[0].consents] == [
        ("attendee_list", False, None, 3)
    ]
    assert [row.row for row in plan.rows if "consents_disagree" in row.notes] == [2, 3]


def test_each_contact_speaks_for_their_own_addresses() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Share contact details (consent)"),
        ("Belmont SA", "Jean Roc", "jean@belmont.example", "Y"),
        ("Belmont S.A.", "Léa Roc", "lea@belmont.example", "No"),
        ("Gamma Pte Ltd", "Mr Ng", "ng@gamma.example", None),
    )

    plan = plan_import([sheet], ())

    assert [(one.given, one.person) for one in plan.effects[0].consents] == [(True, None), (True, 0), (False, 1)]
    assert consent_tally(plan) == (
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
