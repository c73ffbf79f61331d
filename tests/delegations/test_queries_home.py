"""What the chamber's home counts in plain rows is what the rows of its firms say."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.models import Outbox
from app.delegations.queries.chamber_home import HomeCounts, get_chamber_home
from app.meetings.models import Meeting
from app.registrations.models import Preference, Representation, Representative
from app.registrations.queries.company_rows import list_delegation_company_rows
from app.registrations.queries.mailings import (
    INVITED,
    NOT_REMINDED_BY_HAND,
    REMINDED,
    REMINDED_BY_HAND,
    get_last_mailings,
)
from tests import factories
from tests.delegations.motley import motley_firms


@pytest.fixture(params=(7, 8, 9))
def motley(brought, request):
    """Firms of which some are reached by several addresses or none, had letters that are held, sent or thrown away,
    wish for partners or have asked one; and a delegation of others of whom the same is true."""
    dice = Random(request.param)
    motley_firms(brought, dice)
    others = factories.delegation(brought.event, name="Others")
    for firm in [*firms_of_all(brought), *(factories.firm(brought.event, delegation_id=others.id) for _ in range(4))]:
        _write_to(firm, dice)
        _wish(brought.event, firm, dice)
    return brought


def firms_of_all(brought):
    return [row.registration for row in list_delegation_company_rows(brought.delegation)]


def people_at(firm):
    stands = Representation.representative_id == Representative.id
    return db.session.scalars(
        select(Representative).join(Representation, stands).where(Representation.registration_id == firm.id)
    ).all()


def _write_to(firm, dice):
    with transaction() as session:
        for person in people_at(firm):
            person.email = dice.choice([None, "", f"P{person.id}@Example.org"])
        if dice.random() < 0.4:
            factories.representative(firm, email=dice.choice([f"p{firm.id}@example.org", f"P{firm.id}@example.org"]))
        for kind, letter in ((INVITED, "invitation"), (REMINDED, "reminder")):
            for _ in range(dice.choice([0, 1, 2])):
                notice = audit.log_action(kind, firm, event_id=firm.event_id, by=None)
                session.add(
                    Outbox(
                        notice_id=notice.id,
                        event_id=firm.event_id,
                        kind=letter,
                        recipient="p@example.org",
                        language="en",
                        subject="s",
                        body="b",
                        message_id=f"<{notice.id}@example.org>",
                        state=dice.choice(["held", "sent", "dropped"]),
                        sent_at=now(),
                    )
                )
        for kind in dice.sample([REMINDED_BY_HAND, NOT_REMINDED_BY_HAND], dice.choice([0, 1, 2])):
            audit.log_action(kind, firm, event_id=firm.event_id, by=None)


def _wish(event, firm, dice):
    partner = factories.firm(event, "Chongqing")
    with transaction() as session:
        if dice.random() < 0.5:
            kind = dice.choice(["saved", "wanted", "never"])
            session.add(Preference(event_id=event.id, registration_id=firm.id, other_id=partner.id, kind=kind))
        if dice.random() < 0.3:
            session.add(
                Meeting(
                    event_id=event.id,
                    low_id=firm.id,
                    high_id=partner.id,
                    asker_id=dice.choice([firm.id, partner.id]),
                    awaiting_id=partner.id,
                    expires_at=now() + timedelta(days=3),
                )
            )


@pytest.mark.full
def test_the_counts_are_those_of_the_rows(motley):
    rows, home = list_delegation_company_rows(motley.delegation), get_chamber_home(motley.event, motley.delegation)
    links = [row.link for row in rows if row.link is not None]

    assert [firm.id for firm in home.companies] == [row.id for row in rows]
    assert home.counts == HomeCounts(
        reached=sum(row.reached for row in rows),
        claimed=sum(row.claimed for row in rows),
        complete=sum(row.readiness.complete for row in rows),
        listed=sum(bool(row.consent) for row in rows),
        unasked=sum(row.consent is None for row in rows),
        mailed=sum(row.mailed_at is not None for row in rows),
        by_hand=sum(link.sent_by_me_at is not None for link in links),
        undelivered=sum(row.undelivered for row in rows),
        unsent=sum(row.unsent for row in rows),
    )


@pytest.mark.full
def test_each_firm_is_told_as_its_row_tells_it(motley):
    told = [
        (one.claimed, one.reached, one.linked, one.unsent, one.addresses, one.withheld)
        for one in get_chamber_home(motley.event, motley.delegation).companies
    ]

    rows = list_delegation_company_rows(motley.delegation)
    assert told == [
        (row.claimed, row.reached, row.linked, row.unsent, len(row.reach.mails), row.withheld) for row in rows
    ]
    assert {len(row.reach.mails) for row in rows} >= {0, 1, 2}
    assert {row.withheld for row in rows} == {True, False}


def test_firms_that_have_marked_or_asked_others_have_wished(motley):
    firms = get_chamber_home(motley.event, motley.delegation).companies

    marked = db.session.scalars(select(Preference.registration_id).where(Preference.kind != "never"))
    wished = {*marked, *db.session.scalars(select(Meeting.asker_id))}
    assert [one.wished for one in firms] == [one.id in wished for one in firms]
    assert {one.wished for one in firms} == {True, False}


@pytest.mark.full
def test_the_lists_hold_the_firms_that_their_rows_put_there_in_that_order(motley):
    rows, home = list_delegation_company_rows(motley.delegation), get_chamber_home(motley.event, motley.delegation)
    no_mail = sorted((row for row in rows if not row.reach.mail), key=lambda row: (row.reached, row.claimed))
    lacking = sorted(
        (row for row in rows if not row.readiness.complete),
        key=lambda row: (row.readiness.percent, -len(row.readiness.lacks)),
    )
    to_write_to = [row for row in rows if row.reach.mail and not (row.reached or row.withheld or row.unsent)]

    assert [one.id for one in home.without_mail] == [row.id for row in no_mail]
    assert [one.id for one in home.lacking] == [row.id for row in lacking]
    assert [one.id for one in home.by_mail] == [row.id for row in to_write_to]
    assert home.mail_count == sum(len(row.reach.mails) for row in to_write_to)
    assert home.reminders == (
        sum(len(row.reach.mails) for row in lacking),
        sum(not row.reach.mails for row in lacking),
    )


@pytest.mark.full
def test_the_last_reminder_is_the_last_to_any_of_the_firms(motley):
    reminded = get_last_mailings(REMINDED, list_delegation_company_rows(motley.delegation)).values()

    assert get_chamber_home(motley.event, motley.delegation).reminded == max(reminded, key=lambda last: last.at)
