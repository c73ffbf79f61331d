"""Sensitive answers leave by the list for the gate, which is noted, and are erased in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.registrations.models import Answer, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.questions import ParsedAnswers, erasure_time
from app.registrations.services.answers import AnswerSubmission, erase_due_answers, save_answers
from app.registrations.services.people import GuestDetails, add_guest
from tests import factories
from tests.support.pages import text_of

PASSPORT = "E7654321canary"


@pytest.fixture
def kept(event, asked, firm, logged):
    """The firm is approved, and its person's passport number is sealed."""
    question = asked["passport"]
    said = ParsedAnswers({question.id: PASSPORT}, {}, frozenset())
    with transaction() as session:
        session.get_one(Registration, firm.id).state = "approved"
    save_answers(
        firm,
        [AnswerSubmission(questions=[question], read=said, person_id=firm.representatives[0].id)],
        language="en",
        by=None,
        seen=None,
    )
    return db.session.scalars(select(Answer)).one()


def test_the_list_for_the_gate_opens_what_is_sealed_and_says_who_took_it(client, event, firm, kept, logged):
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER, name="Ms Office"))
    address = f"/events/{event.slug}/gate"

    before = organizer.get(address)
    sheet = load_workbook(BytesIO(organizer.post(address).data)).worksheets[0]
    after = organizer.get(address)

    assert [cell.value for cell in sheet[1]][-1] == "Passport"
    assert [cell.value for cell in sheet[2]][-1] == PASSPORT
    assert "1 answer kept" in text_of(before, "main")
    assert "Nobody yet." in text_of(before, "main")
    assert "Ms Office" in text_of(after, "main")
    assert "request" in logged.text
    assert PASSPORT not in before.text + after.text + logged.text


def test_guests_stand_behind_the_firms_in_the_list_for_the_gate(client, event, firm, kept):
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    guest = GuestDetails(category="press", person="Mei Lin", institution="Daily News", title="Editor")
    add_guest(event, guest, delegation_id=None, by=organizer.id)
    gone = add_guest(event, replace(guest, person="Tan"), delegation_id=None, by=organizer.id)
    with transaction() as session:
        session.get_one(Registration, gone.id).state = "cancelled"

    made = client.as_user(organizer).post(f"/events/{event.slug}/gate").data

    told = [[cell.value for cell in row] for row in load_workbook(BytesIO(made)).worksheets[0].iter_rows(min_row=2)]
    assert [(row[0], row[2], row[4], row[-1]) for row in told] == [
        (firm.company.name, firm.representatives[0].display_name, firm.representatives[0].title, PASSPORT),
        ("Daily News", "Mei Lin", "Editor", None),
    ]


def test_whose_data_left_by_the_list_for_the_gate_reads_it_among_the_lists_that_hold_its_name(
    client, event, firm, kept
):
    user = list_company_users(firm)[0]
    with transaction():
        firm.representatives[0].user_id = user.id
    client.as_user(factories.member(event.organisation, Role.ORGANIZER, name="Ms Office")).post(
        f"/events/{event.slug}/gate"
    )

    log = text_of(client.get(f"/events/{event.slug}/attendees/exports"), "main")
    page = client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/lists")

    assert "list for the gate (Excel)" in log
    for told in ("1 list holds your name", "Ms Office", "list for the gate (Excel)", "Job title, Passport"):
        assert told in text_of(page, "main")
    assert PASSPORT not in page.text


def test_a_firm_and_a_desk_never_get_the_list_for_the_gate(client, event, firm, kept):
    for user in (list_company_users(firm)[0], factories.event_role(event, Role.DESK)):
        assert client.as_user(user).post(f"/events/{event.slug}/gate").status_code == 403


def test_sensitive_answers_are_erased_when_their_days_are_over_and_not_before(event, firm, kept):
    due = erasure_time(factories.DAY, "Asia/Shanghai", 30)

    early = erase_due_answers(due - dt.timedelta(seconds=1))
    in_time = erase_due_answers(due)
    again = erase_due_answers(due)

    erased = db.session.get_one(Answer, kept.id, populate_existing=True)
    assert (early, in_time, again) == (0, 1, 0)
    assert (erased.sealed, erased.erased_at) == (None, due)
    assert due == dt.datetime(2032, 4, 17, 16, tzinfo=dt.UTC)
