"""Who does not come is left out, who may not come is asked for, and a word in a name or a wish loses nobody."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.withdrawal import (
    is_undecided_status,
    is_waiting_remark,
    is_withdrawal,
    is_withdrawn_heading,
    is_withdrawn_remark,
    is_withdrawn_status,
    may_be_withdrawn_remark,
    remove_withdrawal,
)
from tests.sheets.planned import made


@pytest.mark.parametrize(
    "text",
    [
        *(
            "已取消",
            "不来了",
            "临时取消参会",
            "因故取消",
            "企业已退出",
            "cancel",
            "WD",
            "W/D",
            "Absent",
            "Excusé",
            "No show",
        ),
        *("Not coming", "C'est annulé", "ne vient pas", "They have withdrawn, see mail"),
    ],
)
def test_a_status_says_that_the_firm_does_not_come(text: str) -> None:
    assert (is_withdrawn_status(text), is_undecided_status(text)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        *("Waitlist", "Waiting list #3", "On hold", "Pending", "TBC", "待定", "未确认", "候补", "Liste d'attente", "?"),
        *("已取消，改派张三参加", "Regrets, CEO absent but COO attends", "will not attend on 18 March"),
    ],
)
def test_a_status_says_that_it_is_not_decided(text: str) -> None:
    assert (is_withdrawn_status(text), is_undecided_status(text)) == (False, True)


@pytest.mark.parametrize(
    "text", ["Confirmed", "Registered", "未取消", "没有取消", "cancelled hotel", "取消酒店", "Paid", "", "不参加晚宴"]
)
def test_a_status_says_nothing_against_it(text: str) -> None:
    assert (is_withdrawn_status(text), is_undecided_status(text)) == (False, False)


def test_a_remark_has_to_begin_with_it_or_say_nothing_else() -> None:
    gone = ["Absent", "已取消", "因故取消", "withdrawn 12/3", "regrets, clash with AGM"]
    asked = ["已取消，改派张三参加", "Waitlist", "候补", "不参加晚宴，取消参会", "not coming to the fair on Sunday"]
    stays = ["pending GM approval", "WD", "取消酒店", "未回执"]

    assert [text for text in (*gone, *asked, *stays) if is_withdrawn_remark(text)] == gone
    assert [text for text in (*asked, *stays) if is_waiting_remark(text) or may_be_withdrawn_remark(text)] == asked


@pytest.mark.parametrize(
    "text",
    [
        *("will not attend dinner", "Not attending port tour", "declined dinner invitation", "absent from the dinner"),
        *("withdrawn from the site visit only", "Not joining the bus; will not attend dinner"),
        *("不参加晚宴", "不参加参观，其余参加", "退出考察", "不来梅分公司"),
        *("ne participera pas au dîner", "ne viendra pas à la visite"),
    ],
)
def test_who_stays_away_from_a_part_comes(text: str) -> None:
    sheet = made(("Company", "Status", "Remarks"), ("Alpha Pte Ltd", "Confirmed", text))

    assert [(row.verdict.value, row.values["remarks"]) for row in plan_import([sheet], []).rows[1:]] == [("new", text)]
    assert (is_withdrawn_status(text), is_withdrawn_heading(text)) == (False, False)


def test_who_stays_away_from_all_for_the_sake_of_a_visit_does_not_come() -> None:
    gone = ["cannot attend due to overseas visit", "因出国考察不能参加", "无法参加，出差", "not attending this year"]

    assert [text for text in gone if is_withdrawn_remark(text)] == gone


def test_a_whole_cell_tells_it_with_its_day_and_way_only() -> None:
    whole = ["withdrawn 12/3", "WITHDRAWN - by email 3 Mar", "désistement le 3 mars", "取消了"]
    more = ["cancelled-stamp supplier", "Cancelled Flights Pte Ltd", "snacks, cancelled orders", "取消酒店集团"]

    assert [text for text in (*whole, *more) if is_withdrawal(text)] == whole


def test_a_name_is_kept_whole_unless_the_word_stands_beside_it() -> None:
    names = ["Cancel Tech - Asia Pte Ltd", "Cancelled Flights - Singapore Pte Ltd", "取消酒店集团"]

    assert [remove_withdrawal(name) for name in names] == [None] * 3
    assert [remove_withdrawal(name) for name in ("CANCELLED: Foo", "Foo - withdrawn 3/4", "甲公司（已取消）")] == [
        "Foo", "Foo", "甲公司"
    ]  # fmt: skip


def _planned(fix: RowFix | None = None) -> ImportPlan:
    sheet = made(
        ("Company", "E-mail", "Status", "Looking for", "Remarks"),
        ("Alpha Pte Ltd", "a@a.example.org", "Waitlist", "partners", "vegan"),
        ("Beta Pte Ltd", "b@b.example.org", "Confirmed", "withdrawn 12/3", None),
        ("Cancel Tech Pte Ltd", "c@c.example.org", "Confirmed", "cancelled-stamp supplier", None),
        ("Delta Pte Ltd", "d@d.example.org", "已取消", None, None),
    )
    fixes = {("Firms", row): fix for row in (2, 3)} if fix else {}
    return plan_import([sheet], [], fixes=fixes)


def test_a_doubt_needs_a_look_and_delta_is_left_out() -> None:
    rows = _planned().rows[1:]

    assert [(row.verdict.value, row.reasons, row.raw.get("coming")) for row in rows] == [
        ("look", ("unsure_coming",), "Status: Waitlist"),
        ("look", ("unsure_coming",), "Looking for: withdrawn 12/3"),
        ("new", (), None),
        ("left_out", ("withdrawn",), None),
    ]


def test_what_was_doubted_and_comes_all_the_same_keeps_the_words_as_a_remark_and_not_as_a_wish() -> None:
    alpha, beta, cancel_tech = _planned(RowFix(accept=True)).effects

    assert [one.after.answers.get("remarks") for one in (alpha, beta)] == [
        "vegan; Status: Waitlist", "Looking for: withdrawn 12/3"
    ]  # fmt: skip
    assert [one.after.company.get("seeks_en") for one in (alpha, beta, cancel_tech)] == [
        "partners", None, "cancelled-stamp supplier"
    ]  # fmt: skip
