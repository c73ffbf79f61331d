"""How trade-promotion offices lay out their lists: lettered sections, leaders before their staff, names by numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, SheetCell
from app.importing.plan import PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import imported, made


def rows_of(*rows: tuple[Any, ...], merged: tuple[MergedRange, ...] = ()) -> tuple[PlannedRow, ...]:
    return plan_import([made(*rows, merged=merged)], [], country="SG").rows


@pytest.mark.parametrize("letters", [("A", "B"), ("I", "II"), ("一、", "二、"), ("(a)", "(b)")])
def test_a_heading_counted_by_letters_among_numbered_firms_is_no_firm(letters: tuple[str, str]) -> None:
    found = rows_of(
        ("S/No", "Business entity", "Delegate"),
        (letters[0], "FOOD & BEVERAGE", None),
        (1, "Mak Cik Kitchen", "Rohani bte Abdul Rahman"),
        (2, "Sajian Foods", "Faizal bin Osman"),
        (letters[1], "LOGISTICS", None),
        (3, "Perintis Cold Chain", "S. Ramasamy s/o Pillai"),
    )

    assert [row.left_out for row in found] == ["header", "section", "", "", "section", ""]
    assert found[-1].section == "LOGISTICS"


def test_firms_that_are_counted_by_letters_are_firms() -> None:
    found = rows_of(("No", "Company", "Contact"), ("A", "Acorn", None), ("B", "Birch", "Tan Wei"))

    assert [row.company for row in found] == ["", "Acorn", "Birch"]


def test_a_leader_without_a_number_stands_before_the_first_of_the_staff() -> None:
    (found,) = rows_of(
        ("企业名称", "带队领导", None, "随行人员1", None, "随行人员2", None),
        (None, "姓名", "职务", "姓名", "职务", "姓名", "职务"),
        ("重庆轨道广告传媒有限公司", "吴倩", "总经理助理", "龙飞", "设计总监", "郑爽", "策划"),
        merged=(MergedRange(1, 1, 2, 1), MergedRange(1, 2, 1, 3), MergedRange(1, 4, 1, 5), MergedRange(1, 6, 1, 7)),
    )[2:]

    told = [(one["representative"], one["title"]) for one in (found.values, *found.people)]
    assert told == [("吴倩", "总经理助理"), ("龙飞", "设计总监"), ("郑爽", "策划")]


def test_numbers_with_the_names_of_those_listed_in_brackets_are_theirs() -> None:
    (found,) = rows_of(
        ("企业名称", "参会人", "联系方式"),
        ("重庆嘉陵文创园", "李明 总经理、王芳 副总经理", "13500001234（李明） 13500005678（王芳）"),
    )[1:]

    told = [(one["representative"], one["phone"]) for one in (found.values, *found.people)]
    assert told == [("李明", "+86 135 0000 1234"), ("王芳", "+86 135 0000 5678")]


def test_beside_a_given_name_the_participants_name_is_the_family_name() -> None:
    (found,) = imported(
        made(("Raison sociale", "Nom du participant", "Prénom"), ("Brossard & Fils SARL", "BROSSARD", "Hélène"))
    )

    assert (found["representative"], found["family_name"], found["given_name"]) == (
        "Hélène BROSSARD",
        "BROSSARD",
        "Hélène",
    )


def test_a_landline_without_a_country_is_of_the_place_in_the_firms_name() -> None:
    (found,) = imported(made(("单位名称", "联系电话"), ("重庆市江北区锦绣旅行社", "023-67712345转808")))

    assert found["phone"] == "+86 23 6771 2345 ext. 808"


def test_a_consent_asked_in_a_long_label_of_a_form_counts() -> None:
    (found,) = imported(
        made(
            ("Entreprise", "Fromagerie Alpage SA"),
            ("Représentant(e)", "Mme Claire Dubois"),
            ("Courriel", "c.dubois@alpage.example"),
            ("J’autorise la publication dans l’annuaire", "☒ Oui  ☐ Non"),
        )
    )

    assert found["consent_list"] is True


@pytest.mark.parametrize(
    ("company", "person"), [("Account", "Primary contact"), ("会社名", "氏名"), ("Member company", "Name")]
)
def test_headers_of_exports_and_of_japanese_lists_are_known(company: str, person: str) -> None:
    (found,) = imported(made((company, person), ("Nova & Sons", "Nell Nova")))

    assert (found["company"], found["representative"]) == ("Nova & Sons", "Nell Nova")


def test_words_that_say_there_is_no_address_are_none() -> None:
    (found,) = rows_of(("公司名稱", "電郵"), ("華星電子有限公司", "未有"))[1:]

    assert (found.looks, found.values.get("email")) == ((), None)


def test_a_list_whose_first_section_stands_right_below_its_header_is_no_form() -> None:
    found = rows_of(
        ("序号", "单位", "姓名", "职务", "联系方式"),
        ("一、重庆市领导", None, None, None, None),
        (1, "重庆市人民政府", "郑某", "副市长", None),
        ("二、参会企业", None, None, None, None),
        (2, "重庆渝欧股份", "王晓", "总裁", "13900000003"),
        (3, "重庆对外经贸集团", "张涛", "副总", "13900000005"),
        ("联络员：陈静 13900000009", None, None, None, None),
        merged=(MergedRange(2, 1, 2, 5), MergedRange(4, 1, 4, 5)),
    )

    assert [(row.company, row.guest) for row in found if not row.left_out] == [
        ("重庆市人民政府", "official"),
        ("重庆渝欧股份", ""),
        ("重庆对外经贸集团", ""),
    ]


def test_the_head_of_a_delegation_and_its_members_are_people() -> None:
    (found,) = rows_of(
        ("Company", "Head of delegation", "Members", "E-mail"),
        ("Bangkok Rubber PLC", "Somchai Jaidee, MD", "Anan Suk", "somchai@rubber.example.org"),
    )[1:]

    told = [(one["representative"], one.get("title")) for one in (found.values, *found.people)]
    assert told == [("Somchai Jaidee", "MD"), ("Anan Suk", None)]


def test_an_address_of_nobody_is_the_first_ones_who_has_none() -> None:
    (found,) = rows_of(
        ("Company", "Head of delegation", "Members", "E-mail"),
        ("Bangkok Rubber PLC", "Somchai Jaidee", None, "somchai@rubber.example.org"),
    )[1:]

    assert (found.values["email"], found.people) == ("somchai@rubber.example.org", ())


def test_a_contact_with_a_title_in_one_column_comes_and_the_head_of_the_firm_beside_does_not() -> None:
    (found,) = rows_of(
        ("公司名稱", "負責人", "聯絡人/職稱", "E-mail"),
        ("台中精機股份有限公司", "黃明和", "林淑芬 / 業務經理", "lin@tc.example.org"),
    )[1:]

    told = tuple(found.values[name] for name in ("representative", "title", "email"))
    assert (told, found.people) == (("林淑芬", "業務經理", "lin@tc.example.org"), ())


def test_a_family_name_a_given_name_and_a_title_with_commas_are_told_apart() -> None:
    (found,) = imported(
        made(("Société", "Contact (nom, prénom, fonction)"), ("Aéro SAS", "DURAND, Paul, Directeur commercial"))
    )

    assert (found["family_name"], found["given_name"], found["title"]) == ("DURAND", "Paul", "Directeur commercial")


def test_a_legal_form_in_a_line_of_its_own_goes_with_the_name() -> None:
    (found,) = imported(made(("Société", "Contact"), ("Vignobles du Médoc\nSCEA", "Paul Durand")))

    assert (found["company"], found.get("other_names")) == ("Vignobles du Médoc SCEA", None)


@pytest.mark.parametrize("text", ["+ 1 TBC", "+2", "(names to follow)"])
def test_who_is_only_counted_is_nobody(text: str) -> None:
    found = rows_of(("Ref", "Firm", "Participant"), ("001", "Yishun Plastics", "Gary Hoe"), ("", "", text))

    assert [one.values.get("representative") for one in found[1:]] == ["Gary Hoe", None]


def test_questions_with_their_answers_behind_them_are_read_from_a_form() -> None:
    (found,) = imported(
        made(
            ("1. Company name: Lion City Drones",),
            ("2. Representative: Ms Grace Ho",),
            ("3. What do you offer? Aerial inspection",),
            ("4. Whom do you want to meet? Ports, power companies",),
        )
    )

    assert (found["offers"], found["seeks"]) == ("Aerial inspection", "Ports, power companies")


def test_a_firm_that_has_still_to_answer_is_asked_about() -> None:
    (found,) = rows_of(("企业名称", "参会人", "备注"), ("合川桃片", "阳光", "待回复"))[1:]

    assert found.looks == ("unsure_coming",)


def test_a_formula_without_a_result_beside_somebodys_address_is_a_firm_to_be_named() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail"),
        ("Alpha Ltd", "Tan Wei", "t@a.example.org"),
        (None, "Lim Bo", "l@b.example.org"),
    )
    sheet.cells[3, 1] = SheetCell(formula=True)

    row = plan_import([sheet], []).rows[2]

    assert (row.left_out, row.looks) == ("", ("company_broken",))


def test_who_does_not_confirm_is_left_out() -> None:
    found = rows_of(("Ser", "Company", "Confirm attendance (Y/N)"), (1, "Katong Candles", "Y"), (2, "Bedok Bikes", "N"))

    assert [row.left_out for row in found] == ["header", "", "not_attending"]


def test_an_address_below_a_firms_name_is_no_other_name() -> None:
    found, _ = imported(
        made(
            ("Company name & address", "Contact"),
            ("Katong Candles\n12 Joo Chiat Rd #01-02", "Ivy Tan"),
            ("Bedok Bikes", "Roy Lim"),
        )
    )

    assert (found["company"], found.get("other_names")) == ("Katong Candles", None)
