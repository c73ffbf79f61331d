"""Sheets of other shapes, of an office in Chongqing, an association, a fair, a tour from Germany: nobody's name, number
or address in them gets lost or becomes another's."""

from __future__ import annotations

from app.core.spreadsheets import Worksheet
from app.importing.plan import PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import imported, made


def planned(sheet: Worksheet) -> list[PlannedRow]:
    return [row for row in plan_import([sheet], []).rows if not row.left_out]


def test_a_family_name_with_two_given_names_is_asked_about() -> None:
    head = ("Company", "Salutation", "Last Name", "First Name", "Email")
    [row] = planned(made(head, ("Delta Pte Ltd", "Mr & Mrs", "Goh", "Peter & Susan", "peter@d.example.org")))
    assert (row.looks, row.several) == (("people_several",), ("Peter Goh", "Susan Goh"))

    two = "peter@d.example.org / susan@d.example.org"
    [row] = planned(made(head, ("Delta Pte Ltd", "Mr & Mrs", "Goh", "Peter & Susan", two)))
    assert [row.values["representative"], *(one["representative"] for one in row.people)] == ["Peter Goh", "Susan Goh"]
    assert [row.values["email"], *(one["email"] for one in row.people)] == two.split(" / ")
    assert row.looks == ()


def test_a_given_name_of_two_parts_is_one_persons() -> None:
    [row] = imported(made(("Company", "Last Name", "First Name"), ("Delta Pte Ltd", "Lee", "Siew Hoon / Karen")))

    assert row["representative"] == "Siew Hoon / Karen Lee"


def test_a_liaison_officer_is_a_person_with_a_number_of_their_own() -> None:
    head = ("企业名称", "姓名", "职务", "手机", "联络员", "联络员电话")
    alpha = ("重庆长江仪表有限公司", "张伟", "董事长", "13800000001", "王强", "13800000002")
    beta = ("重庆金山食品有限公司", "陈静", "总经理", "13800000003", "同左", None)
    one, other = planned(made(head, alpha, beta))

    assert [(person["representative"], person["phone"]) for person in one.people] == [("王强", "+86 138 0000 0002")]
    assert one.values["phone"] == "+86 138 0000 0001"
    assert other.people == ()


def test_a_gender_behind_a_chinese_name_tells_how_to_address_somebody() -> None:
    rows = imported(
        made(("企业名称", "姓名"), ("重庆长江仪表有限公司", "张伟（男）"), ("重庆金山食品有限公司", "李娜(女)"))
    )

    assert [(row["representative"], row["salutation"]) for row in rows] == [("张伟", "先生"), ("李娜", "女士")]


def test_a_persons_own_address_and_number_come_before_those_that_all_of_the_firm_share() -> None:
    head = ("Company", "general_email", "Office phone", "contact1_name", "contact1_email", "contact1_phone")
    told = ("Epsilon Ltd", "info@e.example.org", "+65 0000 0001", "Jo Tan", "jo@e.example.org", "+65 0000 0002")
    [row] = imported(made(head, told))

    assert (row["email"], row["more_emails"]) == ("jo@e.example.org", ["info@e.example.org"])
    assert (row["phone"], row["more_phones"]) == ("+65 0000 0002", ["+65 0000 0001"])


def test_the_number_of_an_assistant_is_not_the_persons() -> None:
    head = ("Company", "Name", "Asst Contact", "HP No.")
    [row] = imported(made(head, ("Alpha Pte Ltd", "Jo Tan", "+65 0000 0002", "+65 0000 0001")))

    assert (row["phone"], row["more_phones"]) == ("+65 0000 0001", ["+65 0000 0002"])


def test_a_ditto_repeats_what_stands_above_in_its_own_column() -> None:
    head = ("Company", "Delegate 1", "Phone 1", "Delegate 2", "Phone 2")
    alpha = ("Alpha Pte Ltd", "Jo Tan", "+65 0000 0001", "Bo Lim", "+65 0000 0002")
    beta = ("Beta Pte Ltd", "Al Koh", "ditto", "Di Ong", "+65 0000 0004")
    _, row = imported(made(head, alpha, beta))

    assert row["phone"] == "+65 0000 0001"


def test_how_germans_are_addressed_is_known_by_the_words_in_the_column() -> None:
    head = ("Firma / Company", "Anrede", "Vorname / First name", "Nachname / Last name")
    rows = imported(made(head, ("Theta GmbH", "Herr", "Klaus", "Weber"), ("Iota AG", "Frau", "Sabine", "Vogt")))

    assert [(row["salutation"], row["representative"]) for row in rows] == [
        ("Herr", "Klaus Weber"),
        ("Frau", "Sabine Vogt"),
    ]
