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
