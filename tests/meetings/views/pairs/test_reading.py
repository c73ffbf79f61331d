"""Sheets of pairs are read: their files, their headers, the names in them."""

from __future__ import annotations

from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.spreadsheets import read_workbook
from app.events.models import Slot
from app.meetings.pair_sheets import parse_pair_rows
from tests import factories
from tests.meetings.views.looking import body
from tests.meetings.views.pairs.acts import HEAD, arranged, meetings, sent


def test_a_name_that_nobody_bears_is_fixed_in_place(visitor, event, firms):
    _answer, preview = sent(visitor, event, HEAD, ("Nobody Knows Ltd", "Lotus Foods"))
    assert "no approved firm is surely meant by the first name" in visitor.get(preview).text
    assert arranged(visitor, preview).status_code == 409

    fix = {"act": "check", "row": "0", "one-0": "YCH Group", "other-0": "Lotus Foods", "time-0": "", "table-0": ""}
    visitor.post(preview, data=fix)

    assert "1 pair is ready" in visitor.get(preview).text
    arranged(visitor, preview)
    assert len(meetings()) == 1


def test_case_20_signs_that_only_look_like_numbers_are_none(visitor, event, firms):
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group #²", "Lotus Foods"))

    page = visitor.get(preview)
    said = visitor.post(preview, data={"act": "check", "row": ["²", "9" * 30, "0"], "other-0": "Lotus Foods"})

    assert (page.status_code, said.status_code) == (200, 303)


def test_unknown_headers_are_read_and_can_be_said_otherwise(visitor, event, firms):
    slot = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()[1]
    at = slot.starts_at.astimezone(ZoneInfo(event.zone)).strftime("%H:%M")
    head = ("Qui", "Avec qui", "Degré", "Le moment")
    _answer, preview = sent(
        visitor, event, head, ("YCH", "Lotus Foods", "必谈", at), ("Merlion", "Changan", "必谈", at)
    )

    page = visitor.get(preview).text
    assert '<option value="time" selected>' in page
    visitor.post(preview, data={"act": "columns", "column-0-4": "", "column-0-3": "priority"})
    assert '<option value="time" selected>' not in visitor.get(preview).text


def test_a_priority_that_cannot_be_read_is_complained_of(visitor, event, firms):
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group", "Lotus Foods", "wichtig"))

    assert "the priority cannot be read" in visitor.get(preview).text
    assert arranged(visitor, preview).status_code == 409
    visitor.post(preview, data={"act": "check", "row": "0", "priority-0": "must"})
    arranged(visitor, preview)
    assert [row[3] for row in meetings()] == ["must"]


def test_a_short_name_that_one_firm_alone_has_is_sure(visitor, event, firms):
    with transaction():
        for name, site in (
            ("Oversea-Chinese Banking Corporation Limited", "http://www.ocbc.com"),
            ("Singapore Exchange Limited", "http://www.sgx.com"),
            ("Sembcorp Industries Ltd", "http://www.sembcorp.com"),
        ):
            factories.firm(event, "Singapore", name=name, company_values={"website": site})
    rows = [("OCBC", "Lotus Foods"), ("Sembcorp", "Lotus Foods"), ("SGX", "Lotus")]
    _answer, preview = sent(visitor, event, HEAD, *rows)

    assert "3 pairs are ready" in visitor.get(preview).text


def test_a_short_name_that_two_firms_share_is_asked_about(visitor, event, firms):
    with transaction():
        factories.firm(event, "Singapore", name="Sembcorp Industries Ltd")
        factories.firm(event, "Singapore", name="Sembcorp Marine Ltd")
    _answer, preview = sent(visitor, event, HEAD, ("Sembcorp", "Lotus Foods"))

    assert "no approved firm is surely meant by the first name" in visitor.get(preview).text


@pytest.mark.parametrize(
    ("name", "content"), [("pairs.xlsx", b"PK\x03\x04 broken"), ("pairs.pdf", b"%PDF-1"), ("pairs.csv", b"")]
)
def test_a_file_that_cannot_be_read_is_refused_as_the_import_refuses_it(visitor, event, name, content):
    answer, _address = sent(visitor, event, name=name, content=content)

    assert answer.status_code in (400, 413, 415, 422)
    assert "q-field-error" in answer.text or "invalid-feedback" in answer.text


def test_a_sheet_of_too_many_pairs_is_refused(visitor, event):
    answer, _address = sent(visitor, event, HEAD, *((f"A{number}", f"B{number}") for number in range(501)))

    assert answer.status_code == 422
    assert "501 pairs" in answer.text


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_the_template_comes_back_readable(visitor, event, language):
    answer = visitor.get(f"/events/{event.slug}/meetings/pairs/template", headers={"Accept-Language": language})
    book = load_workbook(BytesIO(answer.data))
    for column, text in enumerate(("YCH Group", "Lotus Foods", "must", "14:30", "A1"), 1):
        book.worksheets[0].cell(2, column, text)
    kept = BytesIO()
    book.save(kept)

    rows = parse_pair_rows(read_workbook(kept.getvalue(), "pairs.xlsx")[:1])

    assert [(row.one, row.other, row.priority, row.time, row.table) for row in rows] == [
        ("YCH Group", "Lotus Foods", "must", "14:30", "A1")
    ]


def test_a_firm_that_is_not_approved_is_said_to_be_so_and_nobody_else_is_proposed(visitor, event, firms):
    factories.firm(event, "Chongqing", name="Chongqing Gas Co., Ltd.", state="rejected")
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group", "Chongqing Gas"))

    page = visitor.get(preview).text

    assert "the partner is not approved for this event" in page
    assert "Perhaps:" not in page
    assert arranged(visitor, preview).status_code == 409


def test_of_two_branches_of_a_house_the_one_is_meant_that_is_written_and_none_where_neither_is(visitor, event, firms):
    ours = factories.firm(event, "Singapore", name="HSBC 汇丰 Singapore")
    theirs = factories.firm(event, "Chongqing", name="HSBC 汇丰 Chengdu")
    _answer, preview = sent(visitor, event, HEAD, ("HSBC 汇丰 Singapore", "hsbc 匯豐 chengdu"), ("汇丰", "Lotus Foods"))

    page = visitor.get(preview).text
    assert "1 pair is ready, 1 row needs a look, 0 are left out" in body(page).text
    assert "no approved firm is surely meant by the first name" in page
    visitor.post(preview, data={"act": "check", "row": "1", "out-1": "yes"})
    arranged(visitor, preview)

    assert [pair[:2] for pair in meetings()] == [(ours.id, theirs.id)]


@pytest.mark.parametrize(
    ("registered", "values", "written"),
    [
        ("HSBC 汇丰 Singapore", {}, "HSBC 汇丰 Chengdu"),
        ("HSBC 汇丰 Singapore", {}, "汇丰 HSBC 成都"),
        ("HSBC 汇丰", {"city": "Singapore", "country": "SG"}, "HSBC 汇丰 Chengdu"),
    ],
)
def test_a_house_of_another_place_is_asked_about_and_never_taken_for_found(
    visitor, event, firms, registered, values, written
):
    ours = factories.firm(event, "Singapore", name=registered, company_values=values)
    _answer, preview = sent(visitor, event, HEAD, (written, "Lotus Foods"))

    page = visitor.get(preview).text
    assert "0 pairs are ready, 1 row needs a look" in body(page).text
    assert "the first name says another place than the firm found" in page
    assert f"Perhaps: {registered}" in body(page).text
    assert arranged(visitor, preview).status_code == 409
    visitor.post(preview, data={"act": "check", "row": "0", "one-0": registered, "other-0": "Lotus Foods"})
    arranged(visitor, preview)

    assert ours.id in meetings()[0]


@pytest.mark.parametrize(
    ("registered", "values", "written"),
    [
        ("HSBC 汇丰 Singapore", {}, "汇丰 HSBC 新加坡"),
        ("HSBC 汇丰 Singapore", {}, "HSBC 汇丰"),
        ("HSBC 汇丰", {"city": "Chengdu"}, "HSBC 汇丰 Chengdu"),
        ("HSBC 汇丰", {"country": "CN", "city": None}, "HSBC 汇丰 Chengdu"),
    ],
)
def test_a_place_that_agrees_or_is_not_said_asks_nothing(visitor, event, firms, registered, values, written):
    factories.firm(event, "Singapore", name=registered, company_values=values)
    _answer, preview = sent(visitor, event, HEAD, (written, "Lotus Foods"))

    assert "1 pair is ready" in body(visitor.get(preview).text).text
