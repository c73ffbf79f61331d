"""A mailbox or a desk is the firm's contact; it stands as a person only where the firm has no other."""

import pytest

from app.core.spreadsheets import SheetCell, Worksheet
from app.importing.planner import plan_import
from app.sheets.contacts import is_generic_contact


@pytest.mark.parametrize(
    ("said", "generic"),
    [
        ({"display_name": "Reception"}, True),
        ({"display_name": "前台", "phone": "+65 6000 0000"}, True),
        ({"display_name": "info@tye.example.org", "email": "info@tye.example.org"}, True),
        ({"display_name": "lim@tye.example.org", "email": "lim@tye.example.org"}, False),
        ({"display_name": "Lim Siew Lan", "email": "info@tye.example.org"}, False),
        ({"display_name": "Office", "family_name": "Office"}, False),
    ],
)
def test_a_desk_and_a_shared_mailbox_name_nobody(said: dict[str, str], generic: bool) -> None:
    assert is_generic_contact(said) is generic


def people_and_mails(*contacts: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Names of the people that a sheet of one firm with these contacts brings, and the firm's other addresses."""
    rows = [("Company", "Contact person", "Email"), *(("Tye Soon Ltd", name, mail) for name, mail in contacts)]
    cells = {(r, c): SheetCell(text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text}
    (effect,) = plan_import([Worksheet("Firms", cells)], ()).effects
    return [one.values["display_name"] for one in effect.after.people], effect.after.answers.get("more_emails", [])


def test_generic_contacts_do_not_pile_up_beside_people() -> None:
    lan, info, desk = ("Lim Siew Lan", "lan@tye.sg"), ("", "info@tye.sg"), ("Secretary", "sec@tye.sg")

    assert people_and_mails(lan, info, desk) == (["Lim Siew Lan"], ["info@tye.sg", "sec@tye.sg"])
    assert people_and_mails(info, lan, desk) == (["Lim Siew Lan"], ["info@tye.sg", "sec@tye.sg"])
    assert people_and_mails(info, desk) == (["info@tye.sg"], ["sec@tye.sg"])


def test_an_email_that_is_a_formula_is_told_with_its_cell() -> None:
    cells = {
        (1, 1): SheetCell("Company"),
        (1, 2): SheetCell("Email"),
        (2, 1): SheetCell("Tye Soon Ltd"),
        (2, 2): SheetCell(formula=True),
    }

    (row,) = plan_import([Worksheet("Firms", cells)], ()).rows[1:]

    assert (row.verdict.value, row.looks, row.raw["email"]) == ("look", ("email_formula",), "B2 =")
