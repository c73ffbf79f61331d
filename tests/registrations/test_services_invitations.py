"""Letters to firms: each once, in the reader's language, only to those that can be reached."""

from __future__ import annotations

import pytest

from app.db import db
from app.floor.models import Outbox
from app.registrations.queries.home import newest_notice
from app.registrations.queries.people import reach_of
from app.registrations.services import invitations
from app.registrations.services.invitations import Sent
from tests import factories


def letters():
    return [(letter.kind, letter.recipient, letter.language) for letter in db.session.query(Outbox)]


def test_an_invitation_carries_the_firms_own_link_in_its_language(brought):
    firm = brought.firm("叶水福", email="boss@example.org", languages=["zh"])

    sent = invitations.invite(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    link = brought.link(firm)
    letter = db.session.query(Outbox).one()
    assert sent == Sent(firms=1)
    assert letters() == [("invitation", "boss@example.org", "zh")]
    assert link.code in letter.body
    assert f"/f/{firm.id}-" in letter.body
    assert link.mailed_at is not None


def test_the_addresses_shown_before_are_those_that_get_a_letter(brought):
    firm = brought.firm(email="Boss@example.org")
    factories.representative(firm, email="second@example.org")
    factories.representative(firm, email="boss@example.org")

    shown = reach_of([firm.id])[firm.id].mails
    invitations.invite(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    assert shown == ("boss@example.org", "second@example.org")
    assert shown == tuple(recipient for _kind, recipient, _language in letters())


def test_a_double_click_sends_one_letter(brought):
    firm = brought.firm(email="boss@example.org")
    seen = newest_notice(brought.event.id)

    first = invitations.invite(brought.event, brought.delegation, [firm.id], seen=seen, by=brought.chamber.id)
    second = invitations.invite(brought.event, brought.delegation, [firm.id], seen=seen, by=brought.chamber.id)

    assert (first, second) == (Sent(firms=1), Sent(before=1))
    assert len(letters()) == 1


def test_after_a_fresh_look_a_firm_can_be_invited_again(brought):
    firm = brought.firm(email="boss@example.org")
    invitations.invite(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    seen = newest_notice(brought.event.id)
    sent = invitations.invite(brought.event, brought.delegation, [firm.id], seen=seen, by=brought.chamber.id)

    assert sent == Sent(firms=1)
    assert len(letters()) == 2


def test_a_firm_without_an_address_is_told_apart(brought):
    firm = brought.firm()

    sent = invitations.invite(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    assert sent == Sent(unreachable=1)
    assert brought.link(firm).mailed_at is None


def test_an_address_that_takes_no_letters_does_not_stop_the_others(brought):
    broken, good = brought.firm(email="no address"), brought.firm(email="good@example.org")

    sent = invitations.invite(brought.event, brought.delegation, [broken.id, good.id], seen=0, by=brought.chamber.id)

    assert sent == Sent(firms=1, unreachable=1)


def test_another_delegations_firm_gets_no_letter(brought):
    other = factories.delegation(brought.event, name="Other")
    firm = factories.firm(brought.event, delegation_id=other.id)

    sent = invitations.invite(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    assert sent == Sent()


@pytest.mark.parametrize("state", ["cancelled", "rejected"])
def test_who_takes_part_no_longer_gets_no_letter(brought, state):
    firm = brought.firm(email="boss@example.org", state=state)

    assert invitations.remind(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id) == Sent()


def test_a_reminder_says_what_is_missing(brought):
    firm = brought.firm(
        "Bok Seng",
        email="boss@example.org",
        company_values={"about_en": "Heavy transport.", "sectors": {"is_in": ["5210"]}},
    )

    invitations.remind(brought.event, brought.delegation, [firm.id], seen=0, by=brought.chamber.id)

    body = db.session.query(Outbox).one().body
    assert "- seeks" in body
    assert "- consent" in body
    assert "Bok Seng" in body
