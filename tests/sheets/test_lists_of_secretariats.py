"""What secretariats type: totals by firm, lines through people, marks of withdrawal, words for the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.spreadsheets import SheetCell
from app.importing.fixes import ImportChoices
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.consent_headers import is_refusal_header
from app.sheets.contacts import parse_emails
from app.sheets.salutations import split_salutation
from tests.sheets.planned import made


def plan_of(*rows: tuple[Any, ...], choices: ImportChoices | None = None) -> ImportPlan:
    return plan_import([made(*rows)], [], choices, country="SG")


def people_of(plan: ImportPlan) -> list[str]:
    return [one.values["display_name"] for effect in plan.effects for one in effect.after.people]


def test_a_line_through_a_second_contact_leaves_that_contact_out() -> None:
    sheet = made(("Company", "Name", "E-mail"), ("Kingfisher Boats", "Uma Devi", "u@k.example.sg"))
    struck = {(3, 2): SheetCell("Victor Ang", struck=True), (3, 3): SheetCell("v@k.example.sg", struck=True)}

    plan = plan_import([replace(sheet, cells={**sheet.cells, **struck})], [])

    assert (people_of(plan), plan.rows[2].left_out) == (["Uma Devi"], "struck_through")


def test_a_line_through_the_person_alone_is_asked_about() -> None:
    sheet = made(("Company", "Name"), ("Kingfisher Boats", None))

    plan = plan_import([replace(sheet, cells={**sheet.cells, (2, 2): SheetCell("Uma Devi", struck=True)})], [])

    assert plan.rows[1].looks == ("unsure_coming",)


def test_the_total_of_a_firm_or_a_sector_is_a_total() -> None:
    found = plan_of(
        ("Sector", "Company", "Delegate", "Fee"),
        ("Finance", "Amber Insurance", "Lim Bee Yoke", 250),
        (None, "Amber Insurance Total", None, 250),
        ("Finance Total", None, None, 250),
    )

    assert [row.left_out for row in found.rows] == ["header", "", "total", "total"]


def test_a_firm_called_total_is_a_firm() -> None:
    found = plan_of(("Company", "Delegate"), ("Total Logistics", "Yap Wei"), ("Energies Total", "Jean Rey"))

    assert [row.left_out for row in found.rows] == ["header", "", ""]


def test_a_firm_that_waits_as_the_brackets_beside_its_name_say_is_asked_about() -> None:
    (row,) = plan_of(("公司名称", "姓名"), ("(候補)新界農產品公司", "鄧志明")).rows[1:]

    assert (row.looks, row.values["company"]) == (("unsure_coming",), "新界農產品公司")


def test_a_blank_within_an_address_is_asked_about() -> None:
    found = parse_emails(SheetCell("mok sin@tigerclinic.example.sg"))

    assert (found.addresses, found.code, found.suggestion) == (
        (),
        "email_unreadable",
        "moksin@tigerclinic.example.sg",
    )


@pytest.mark.parametrize("name", ["Mok Sin", "email", "Sin"])
def test_a_name_or_a_label_before_an_address_is_none_of_it(name: str) -> None:
    assert parse_emails(SheetCell(f"{name} sin@tiger.example.sg")).addresses == ("sin@tiger.example.sg",)


def test_letters_that_label_numbers_and_addresses_are_nobody() -> None:
    (found,) = plan_of(
        ("Company", "Representative", "联系 Contact"),
        ("Xingzhou Marine", "Tan Wee Hiong", "T: +65 6444 0001\nE: wh.tan@xzmarine.example.sg"),
    ).effects

    (person,) = found.after.people
    told = (person.values["display_name"], person.values["email"], person.values["phone"])
    assert told == ("Tan Wee Hiong", "wh.tan@xzmarine.example.sg", "+65 6444 0001")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("El Hadj TOURÉ Mamadou", ("El Hadj", "TOURÉ Mamadou")),
        ("Chief (Mrs.) Ngozi Okafor", ("Chief (Mrs.)", "Ngozi Okafor")),
        ("Alhaji Musa Bello", ("Alhaji", "Musa Bello")),
        ("Encik Ahmad bin Ismail", ("Encik", "Ahmad bin Ismail")),
    ],
)
def test_west_african_and_malay_forms_of_address_are_no_part_of_a_name(name: str, told: tuple[str, str]) -> None:
    assert split_salutation(name) == told


def test_a_japanese_firm_tells_that_a_blank_stands_within_a_name() -> None:
    (row,) = plan_of(("会社名", "氏名"), ("株式会社山川製作所", "山川 太郎")).rows[1:]

    assert (row.looks, row.people) == ((), ())


def test_a_ministry_that_leads_the_delegation_is_a_guest() -> None:
    plan = plan_of(
        ("S/N", "Name", "Designation", "Organisation"),
        ("Leader of Delegation", None, None, None),
        (1, "Mr Chee Hong", "Minister of State", "Ministry of Trade and Industry"),
        ("Business Delegation", None, None, None),
        (2, "Mr Hassan Ali", "CEO", "Batik Airfreight Pte Ltd"),
    )

    assert [row.guest for row in plan.rows] == ["", "", "official", "", ""]


@pytest.mark.parametrize(
    "header",
    [
        "I do NOT wish to appear in the attendee list",
        "Objection to publication in directory",
        "I do not agree to be listed",
        "不希望公开联系方式",
        "Je ne souhaite pas figurer sur la liste des participants",
    ],
)
def test_a_yes_below_an_objection_is_never_a_consent(header: str) -> None:
    asked = plan_of(("Company", header), ("Magpie Media", "Yes"), ("Nuthatch Nuts", "No"))
    column = asked.sheets[0].tables[0].columns[1]

    settled = plan_of(
        ("Company", header),
        ("Magpie Media", "Yes"),
        ("Nuthatch Nuts", "No"),
        choices=ImportChoices(columns={column.key: "consent_list"}),
    )

    assert is_refusal_header(header)
    assert (column.field.value, column.certainty.value) == ("consent_other", "look")
    told = [(one.purpose, one.given) for effect in settled.effects for one in effect.consents]
    assert told == [("attendee_list", False)]


@pytest.mark.parametrize("header", ["I agree to be listed", "Agree / disagree to be listed", "Consent to share cards"])
def test_a_yes_below_a_plain_question_is_a_yes(header: str) -> None:
    assert not is_refusal_header(header)


@pytest.mark.parametrize("said", ["Self-employed", "Freelance", "个人", "-", "N/A"])
def test_somebody_without_a_firm_is_asked_about_and_joins_no_other(said: str) -> None:
    rows = plan_of(
        ("Name", "Company", "Job title"),
        ("Amy Bo", "Waltz Wines", "Buyer"),
        ("Ben Cu", None, "Seller"),
        ("Cal Do", said, "Investor"),
    ).rows

    assert (rows[3].verdict.value, rows[3].looks) == ("look", ("company_missing",))


def test_who_is_retired_has_not_withdrawn() -> None:
    (row,) = plan_of(("Name", "Company"), ("Eli Fu", "(Retired)")).rows[1:]

    assert row.looks == ("company_missing",)


def test_a_yes_with_the_mark_of_a_footnote_is_no_yes() -> None:
    plan = plan_of(("Company", "Consent: attendee list"), ("Eroica", "Yes*"), ("Forte", "Yes"), ("* name only", None))

    assert [[one.given for one in effect.consents] for effect in plan.effects] == [[], [True]]


@pytest.mark.parametrize(
    "status", ["改由其弟柯亮参加", "Replaced by Mr Ong", "sends his deputy instead", "remplacé par M. Roc"]
)
def test_a_status_that_somebody_else_comes_is_asked_about(status: str) -> None:
    (row,) = plan_of(("Company", "Name", "Status"), ("Katong Crafts", "Rina Lim", status)).rows[1:]

    assert row.looks == ("unsure_coming",)
