"""A known firm's row says what it changes: the field, what stood there, what would stand there."""

from __future__ import annotations

from app.core.spreadsheets.values import SheetCell, Worksheet
from app.importing.fixes import RowFix
from app.importing.plan import FieldChange, list_field_changes
from app.importing.planner import plan_import
from app.registrations.existing_record import ExistingPerson, ExistingRecord, KnownCompany


def sheet(*rows: tuple[str, ...]) -> Worksheet:
    cells = {
        (at, place): SheetCell(text) for at, row in enumerate(rows, 1) for place, text in enumerate(row, 1) if text
    }
    return Worksheet("Firms", cells=cells)


def test_each_change_shows_what_stood_there_and_what_would() -> None:
    person = ExistingPerson(7, {"display_name": "Tan Wei", "phone": "+65 6000 0001", "email": "tan@alpha.example.org"})
    held = ExistingRecord(company={"city": "Jurong", "sector_words": None}, answers={"dietary": ""}, people=[person])
    known = KnownCompany(3, "Alpha Pte Ltd", record=held)
    head = ("Company", "City", "Sector", "Contact", "E-mail", "Mobile")
    row = ("ALPHA PTE. LTD.", "Changi", "Fintech", "Tan Wei", "tan@alpha.example.org", "+65 6000 0002")

    planned = plan_import([sheet(head, row)], [known], country="SG").rows[-1]

    assert planned.changes == ("city", "sectors", "phone")
    assert planned.differences == (
        FieldChange("city", "Jurong", "Changi"),
        FieldChange("sectors", None, "Fintech"),
        FieldChange("phone", "+65 6000 0001", "+65 6000 0002"),
    )


def test_among_several_people_it_is_said_whose_field_changes() -> None:
    before = ExistingRecord(
        people=[ExistingPerson(1, {"display_name": "Tan"}), ExistingPerson(2, {"display_name": "Lim"})]
    )
    after = before.copy()
    after.people[1].values["title"] = "CEO"
    after.people.append(ExistingPerson(None, {"display_name": "Ng"}))

    assert list_field_changes(before, after) == (
        FieldChange("title", None, "CEO", "Lim"),
        FieldChange("representative", None, "Ng"),
    )


def _with_chinese_name(known: str | None, said: str) -> tuple[tuple[str, ...], dict[str, object]]:
    plan_sheet = sheet(("Company", "Chinese company name"), ("Alpha Pte Ltd", said))
    register = KnownCompany(7, "Alpha Pte Ltd", known or "", record=ExistingRecord())

    plan = plan_import([plan_sheet], [register], fixes={("Firms", 2): RowFix(same_as="c7")})

    return plan.rows[1].changes, plan.effects[0].after.company


def test_a_changed_chinese_name_is_told_and_the_former_one_still_finds_the_firm() -> None:
    changes, after = _with_chinese_name("木槿公司", "木槿集团")

    assert changes == ("company_zh",)
    assert (after["name_zh"], after["other_names"]) == ("木槿集团", ["木槿公司"])


def test_so_is_one_that_the_firm_did_not_have() -> None:
    assert _with_chinese_name(None, "木槿集团")[0] == ("company_zh",)


def test_a_chinese_name_that_is_only_written_shorter_changes_nothing() -> None:
    changes, after = _with_chinese_name("木槿集团有限公司", "木槿集团")

    assert (changes, after["name_zh"]) == ((), "木槿集团有限公司")
