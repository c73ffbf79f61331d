"""Sheets as trade offices, associations and firms send them: nobody comes who has withdrawn, nothing is said of the
wrong person, no guest becomes a firm, and what is no list is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.importing.fixes import ImportChoices
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.headers import guess_field
from app.sheets.withdrawal import is_undecided_status, is_withdrawn_remark, may_be_withdrawn_remark
from tests.sheets.planned import made

DAYS = (date(2032, 3, 18),)


def _verdicts(plan: ImportPlan) -> list[tuple[str, str]]:
    return [(row.company, row.left_out or row.verdict.value) for row in plan.rows if row.company]


def _people(plan: ImportPlan, at: int = 0) -> list[dict[str, Any]]:
    return [person.values for person in plan.effects[at].after.people]


@pytest.mark.parametrize(
    "text",
    [
        *("3月4日来电取消", "3.4 取消", "已电话取消", "邮件告知退出", "昨日来函撤销报名"),
        *("cannot make it", "not going", "no longer interested", "3 Mar: withdrawn by phone"),
    ],
)
def test_a_day_and_a_call_before_it_do_not_hide_who_withdraws(text: str) -> None:
    assert is_withdrawn_remark(text) or may_be_withdrawn_remark(text)


@pytest.mark.parametrize(
    "text", ["老板出差，不去了", "has COVID, not coming", "Mr Tan called - withdrawing", "3/3: pulled out"]
)
def test_a_later_clause_alone_is_asked_about(text: str) -> None:
    assert (is_withdrawn_remark(text), may_be_withdrawn_remark(text)) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        *("3月4日来电取消酒店", "来电取消晚宴", "not withdrawn! spoke to Fu", "previously cancelled, now confirmed"),
        *("paid, flight cancelled", "vegan, not attending dinner", "new contact, cancel hotel"),
    ],
)
def test_what_only_sounds_like_it_asks_nobody(text: str) -> None:
    assert (is_withdrawn_remark(text), may_be_withdrawn_remark(text), is_undecided_status(text)) == (
        False,
        False,
        False,
    )


def test_a_reply_says_who_comes_and_a_column_of_any_name_who_pulled_out() -> None:
    replies = made(
        ("Company", "Email", "Reply"),
        ("Kite Kitchens", "a@kite.example.org", "Confirmed"),
        ("Linnet Labs", "b@linnet.example.org", "Regret"),
        ("Martin Mills", "c@martin.example.org", "KIV"),
    )
    flags = made(
        ("Company", "Email", "Jasmine's column", "Visa", "Gala dinner"),
        ("Kite Kitchens", "a@kite.example.org", None, "Cancelled", "Not attending"),
        ("Linnet Labs", "b@linnet.example.org", "pulled out 3/3", None, None),
    )

    assert [verdict for _, verdict in _verdicts(plan_import([replies], []))] == ["new", "withdrawn", "look"]
    assert [verdict for _, verdict in _verdicts(plan_import([flags], []))] == ["new", "look"]


def test_a_note_pinned_to_a_name_may_say_that_the_firm_does_not_come() -> None:
    sheet = made(("Company", "Email"), ("Tropic Cane", "r@tropic.example.org"), ("Delta Wires", "d@delta.example.org"))
    sheet.cells[2, 1] = replace(sheet.cells[2, 1], note="Withdrawn 3 March, see mail")
    sheet.cells[3, 1] = replace(sheet.cells[3, 1], note="Jasmine knows the owner")
    plan = plan_import([sheet], [])

    assert [verdict for _, verdict in _verdicts(plan)] == ["look", "new"]
    assert plan.effects[1].after.answers == {}


def test_a_reply_in_other_words_and_languages() -> None:
    french = made(
        ("Entreprise", "Mél", "Réponse finale"),
        ("Bois du Jura", "luc@bois.example.org", "OK"),
        ("Cristal Baccarel", "ida@cristal.example.org", "Décline"),
        ("Dentelle Puy", "noe@dentelle.example.org", "Sans réponse"),
    )
    malay = made(("Syarikat", "E-mel", "Catatan"), ("Tunas Agro", "lim@tunas.example.org", "Tarik diri 2/3"))
    chinese = made(("企业", "联系人", "参加情况"), ("綦江齿轮厂", "孟达", "来，但老板换成副总张兵"))

    assert [verdict for _, verdict in _verdicts(plan_import([french], []))] == ["new", "withdrawn", "look"]
    assert [verdict for _, verdict in _verdicts(plan_import([malay], []))] == ["withdrawn"]
    assert [verdict for _, verdict in _verdicts(plan_import([chinese], []))] == ["look"]


def test_an_empty_seat_is_no_firm_and_whom_another_replaces_does_not_come() -> None:
    seats = made(
        ("Table", "Company", "Name"), (1, "Otter Optics", "Mina Foo"), (1, "EMPTY", None), (2, "(Reserved)", None)
    )
    changes = made(
        ("Company", "Old delegate", "New delegate", "New email"),
        ("Thrush Trading", "Wee Ah Beng", "Koh Siew Lan", "koh@thrush.example.org"),
    )
    [person] = _people(plan_import([changes], []))

    assert _verdicts(plan_import([seats], [])) == [("Otter Optics", "new")]
    assert (person["display_name"], person["email"]) == ("Koh Siew Lan", "koh@thrush.example.org")


def test_a_number_that_all_share_makes_nobody_come() -> None:
    sheet = made(
        ("Company", "Delegate 1", "Delegate 1 email", "Delegate 2", "Delegate 2 email", "Common mobile"),
        ("Zinc Zone", "Amy Toh", "amy@zinc.example.org", None, None, "+65 9123 9999"),
    )

    assert [(one["display_name"], one["phone"]) for one in _people(plan_import([sheet], []))] == [
        ("Amy Toh", "+65 9123 9999")
    ]


def test_guests_under_a_heading_with_a_header_of_its_own_are_no_firms() -> None:
    sheet = made(
        ("No", "Company", "Delegate", "Designation", "Email"),
        (1, "Everbright Lenses Pte Ltd", "Ho Kwang Yew", "MD", "ho@everbright.example.org"),
        ("B. GOVERNMENT OFFICIALS",),
        ("No", "Name", "Title", "Agency"),
        (1, "Ms Grace Ong", "Regional Director", "Enterprise Singapore"),
        ("C. MEDIA",),
        ("No", "Name", "Organisation", "Contact"),
        (1, "Liu Yang", "Lianhe Zaobao", "liuyang@zb.example.org"),
        ("D. WITHDRAWN",),
        ("No", "Company", "Reason", "E-mail"),
        (1, "Jolly Toys Pte Ltd", "Budget", "j@jolly.example.org"),
    )
    plan = plan_import([sheet], [])

    assert [(row.company, row.guest, row.left_out) for row in plan.rows if row.company] == [
        ("Everbright Lenses Pte Ltd", "", ""),
        ("Enterprise Singapore", "official", ""),
        ("Lianhe Zaobao", "press", ""),
        ("Jolly Toys Pte Ltd", "", "withdrawn"),
    ]


def test_an_agency_beside_a_firm_is_not_the_firm() -> None:
    sheet = made(("Agency", "Company", "Contact"), ("BlueSky", "Alpha", "Ann Lim"), ("RedSky", "Beta", "Bo Ho"))

    assert [name for name, _ in _verdicts(plan_import([sheet], []))] == ["Alpha", "Beta"]


def test_a_legend_over_a_list_says_nothing_of_all_its_firms() -> None:
    rows = ("Company", "Position", "Email"), ("Orchid Biotech Pte Ltd", "CEO", "ailin@orchid.example.org")
    legend = ("Delegate list v4 - struck-out names have withdrawn",)
    other = ("Name", "Organisation", "Contact"), ("Ho Bo", "Kite Pte Ltd", "bo@kite.example.org")

    assert _verdicts(plan_import([made(legend, *rows)], [])) == [("Orchid Biotech Pte Ltd", "new")]
    assert _verdicts(plan_import([made(*rows, legend, *other)], [])) == [
        ("Orchid Biotech Pte Ltd", "new"), ("Kite Pte Ltd", "new")
    ]  # fmt: skip
    assert _verdicts(plan_import([made(("Withdrawn and cancelled: see below",), *rows)], [])) == [
        ("Orchid Biotech Pte Ltd", "new")
    ]


def test_whom_a_chamber_sends_to_lead_and_who_reports_are_guests() -> None:
    sheet = made(
        ("Name", "Role in delegation", "Organisation", "Email"),
        ("Teo Eng Hock", "Head of delegation", "Straits Chamber of Commerce", "teo@scc.example.org"),
        ("Huda Salleh", "Secretary to delegation", "Straits Chamber of Commerce", "huda@scc.example.org"),
        ("Amelia Ho", "Deputy head of delegation", "Wattle Wines Pte Ltd", "amelia@wattle.example.org"),
        ("Sofia Reyes", "Journalist", "Asia Business Weekly", "sofia@abw.example.org"),
    )

    assert [row.guest for row in plan_import([sheet], []).rows[1:]] == ["chamber", "chamber", "", "press"]


def test_a_list_of_last_year_beside_this_years_is_left_and_may_be_read_all_the_same() -> None:
    rows = ("Company", "Representative", "Email"), ("Golden Abacus Capital", "Foo Chee Keong", "f@abacus.example.org")
    old = rows[0], ("Golden Abacus Capital", "Old Person", "old@abacus.example.org")
    book = [made(*rows, name="Master"), made(*old, name="2025 mission")]

    asked = plan_import(book, [], days=DAYS)
    said = plan_import(book, [], ImportChoices(sheets={"2025 mission": True}), days=DAYS)
    alone = plan_import(book[1:], [], days=DAYS)

    assert [(sheet.name, sheet.why_not) for sheet in asked.sheets] == [("Master", ""), ("2025 mission", "sheet_old")]
    assert [sheet.why_not for sheet in said.sheets] == ["", ""]
    assert [sheet.why_not for sheet in alone.sheets] == [""]


def test_of_two_lists_with_years_the_later_one_counts() -> None:
    rows = ("Company", "Email"), ("Island Optics Pte Ltd", "b@iopt.example.org")
    book = [made(*rows, name=f"名单{year}年") for year in (2025, 2026)]

    assert [sheet.why_not for sheet in plan_import(book, []).sheets] == ["sheet_old", ""]


def test_a_sheet_of_instructions_holds_no_firms() -> None:
    guide = made(("Instructions",), ("1. Fill in one tab per company",), ("2. Do not rename",), name="READ ME FIRST")
    firms = made(("Company", "Email"), ("Heron Hydraulics", "e@heron.example.org"))

    assert [sheet.why_not for sheet in plan_import([guide, firms], []).sheets] == ["sheet_without_companies", ""]


def test_who_tries_the_form_is_no_firm() -> None:
    sheet = made(
        ("公司名称", "姓名", "手机"), ("测试", "测试", 13800000000), ("重庆麻辣餐饮有限公司", "周涛", 13811110001)
    )

    assert [row.reasons[:1] for row in plan_import([sheet], []).rows[1:]] == [("example",), ("phone_country_assumed",)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Pax name (as in passport)", SheetField.REPRESENTATIVE),
        ("Passport name", SheetField.REPRESENTATIVE),
        ("2、参会代表姓名及职务：", SheetField.REPRESENTATIVE),
        ("3. Job title:", SheetField.TITLE),
        ("Response", SheetField.ATTENDING),
        ("回复情况", SheetField.ATTENDING),
        ("Share phone/email with Chinese partners", SheetField.CONSENT_CONTACTS),
        ("Market share", None),
    ],
)
def test_headers_of_strangers(header: str, field: SheetField | None) -> None:
    told = guess_field(header)

    assert (told.field if told else None) == field


def test_a_name_and_a_post_in_one_answer_of_a_numbered_question_are_told_apart() -> None:
    sheet = made(("1、贵公司全称：", "2、参会代表姓名及职务："), ("重庆麻辣餐饮有限公司", "周涛 总经理"))
    [person] = _people(plan_import([sheet], []))

    assert (person["display_name"], person["title"]) == ("周涛", "总经理")


def test_what_stands_behind_the_names_of_two_is_the_firsts() -> None:
    header = ("Company", "Participant 1", "Participant 2", "E-mail", "Mobile")
    once = made(header, ("Alpha Pte Ltd", "Lucie Perrin", "Ahmed Morel", "lucie@a.example.org", "+65 9123 4567"))
    each = made(
        ("Company", "Participant 1", "Participant 2", "Title", "Title", "E-mail", "E-mail"),
        ("Alpha Pte Ltd", "Lucie Perrin", "Ahmed Morel", "CEO", "CFO", "lucie@a.example.org", "ahmed@a.example.org"),
    )

    lucie, ahmed = _people(plan_import([once], []))
    both = _people(plan_import([each], []))

    assert (lucie["email"], lucie["phone"], ahmed.get("email"), ahmed.get("phone")) == (
        "lucie@a.example.org", "+65 9123 4567", None, None
    )  # fmt: skip
    assert [(person["title"], person["email"]) for person in both] == [
        ("CEO", "lucie@a.example.org"), ("CFO", "ahmed@a.example.org")
    ]  # fmt: skip


def test_a_form_with_its_answers_below_asks_as_much_as_it_likes() -> None:
    question = "May we publish your contact details in the attendee list? (Yes / No)"
    sheet = made(
        ("EXPRESSION OF INTEREST",),
        ("Company name", "Country of incorporation"),
        ("Windmill Analytics (S) Pte Ltd", "Singapore"),
        ("Contact person", "Job title"),
        ("Dr. Priyanka Ramanathan", "Chief Data Officer"),
        ("E-mail address", "Mobile no. (with country code)"),
        ("priyanka@windmill.example.org", "+65 9444 2222"),
        (question, "Dietary requirements"),
        ("No", "Vegetarian"),
    )
    [effect] = plan_import([sheet], []).effects

    assert effect.after.company["name"] == "Windmill Analytics (S) Pte Ltd"
    assert effect.after.people[0].values["dietary"] == "Vegetarian"
    assert {consent.given for consent in effect.consents} == {False}


def test_a_row_that_counts_the_firms_side_by_side_is_none_of_their_sectors() -> None:
    sheet = made(
        ("Field", "Firm 1", "Firm 2"),
        ("Company", "Lark Audio", "Magpie Metals"),
        ("Industry", "Audio", "Metals"),
        ("Representative", "Ann Lau", "Bob Mah"),
        ("Email", "ann@lark.example.org", "bob@magpie.example.org"),
    )

    assert [effect.after.company["sector_words"] for effect in plan_import([sheet], []).effects] == ["Audio", "Metals"]


def test_a_post_before_a_phone_in_one_cell_ends_without_its_comma() -> None:
    sheet = made(("企业名称", "参会人员"), ("新加坡椰风饮料有限公司", "林小雨（市场总监，电话 9333 1112）"))
    [person] = _people(plan_import([sheet], []))

    assert (person["display_name"], person["title_zh"]) == ("林小雨", "市场总监")


def test_a_long_consent_with_its_answer_beside_it_counts() -> None:
    sheet = made(
        ("FICHE D’INSCRIPTION",),
        ("Dénomination sociale :", "Fromagerie du Vercors SA"),
        ("Participant 1 :", "PERRIN Lucie"),
        ("Courriel :", "lucie@vercors.example.org"),
        ("J’accepte que mes coordonnées figurent sur la liste des participants :", "☒ oui  ☐ non"),
    )
    [effect] = plan_import([sheet], []).effects

    assert {consent.given for consent in effect.consents} == {True}


def test_a_count_below_a_list_makes_it_no_form() -> None:
    sheet = made(
        ("Entreprise", None, "Participant principal", None),
        ("Nom", "Site", "Nom", "Prénom"),
        ("Vallée du Lot Noix", "www.lotnoix.example.org", "Castagné", "Yves"),
        ("Nombre d’entreprises : 1",),
    )
    [effect] = plan_import([sheet], []).effects

    assert effect.after.company["name"] == "Vallée du Lot Noix"
    assert effect.after.people[0].values["display_name"] == "Yves Castagné"


def test_name_and_post_in_turns_of_both_scripts() -> None:
    sheet = made(("Company", "Delegate"), ("Hakka Noodles", "杨丽华 Yong Lai Wah 总裁 President"))
    [person] = _people(plan_import([sheet], []))

    assert {name: person[name] for name in ("display_name", "name_zh", "title", "title_zh")} == {
        "display_name": "Yong Lai Wah", "name_zh": "杨丽华", "title": "President", "title_zh": "总裁"
    }  # fmt: skip
