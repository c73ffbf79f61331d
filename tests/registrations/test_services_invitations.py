"""Letters to firms: each once, in the reader's language, only to those that can be reached."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.core import audit
from app.core.db import db, now, transaction
from app.core.mail import discard_emails, release_emails
from app.core.models import Outbox
from app.delegations.queries.chamber_home import get_chamber_home
from app.delegations.queries.roster import list_progress
from app.events.services import set_rehearsal
from app.registrations.mails.invitations import ReminderText
from app.registrations.queries.company_rows import get_company_row, list_delegation_company_rows
from app.registrations.queries.mailings import INVITED, REMINDED, get_last_mailings
from app.registrations.queries.reach import get_reach
from app.registrations.services import mailings
from app.registrations.services.company_links import create_links, replace_link
from app.registrations.services.mailings import MailingResult
from tests import factories


def letters():
    return [(letter.kind, letter.recipient, letter.language) for letter in db.session.query(Outbox).order_by(Outbox.id)]


def test_an_invitation_carries_the_firms_own_link_in_its_language(brought):
    firm = brought.firm("叶水福", email="boss@example.org", languages=["zh"])

    sent = mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    link = brought.link(firm)
    letter = db.session.query(Outbox).one()
    assert sent == MailingResult(companies=1)
    assert letters() == [("invitation", "boss@example.org", "zh")]
    assert link.code in letter.body
    assert f"/f/{firm.id}-" in letter.body
    assert link.mailed_at is not None


def test_the_firms_page_that_its_letter_opens_speaks_the_letters_language(brought, client):
    firm = brought.firm("叶水福", email="boss@example.org", languages=["zh"])
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    (path,) = re.findall(r"(/f/\S+\?\S+)", db.session.query(Outbox).one().body)

    page = client.get(path, headers={"Accept-Language": "fr"})

    assert (page.status_code, '<html lang="zh' in page.text) == (200, True)


def test_the_addresses_shown_before_are_those_that_get_a_letter(brought):
    firm = brought.firm(email="Boss@example.org")
    factories.representative(firm, email="second@example.org")
    factories.representative(firm, email="boss@example.org")

    shown = get_reach([firm.id])[firm.id].mails
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    assert shown == ("boss@example.org", "second@example.org")
    assert shown == tuple(recipient for _kind, recipient, _language in letters())


def invited_at(brought, firm, kind=INVITED):
    """What a page that is opened now shows of the firm's last letter."""
    return {firm.id: get_last_mailings(kind, [get_company_row(firm)])[firm.id].mark}


def names(sent):
    return [company.name for company, _at in sent.before]


def test_a_page_sent_again_later_invites_nobody_twice(brought):
    firm, late = brought.firm("Alpha", email="boss@example.org"), brought.firm("Beta", email="b@example.org")
    first = mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    second = mailings.invite_companies(brought.event, brought.delegation, [firm.id, late.id], by=brought.chamber.id)

    assert (first.companies, second.companies, names(second)) == (1, 1, ["Alpha"])
    assert [recipient for _kind, recipient, _language in letters()] == ["boss@example.org", "b@example.org"]


def test_an_invitation_is_sent_again_by_an_act_of_its_own_and_that_once(brought):
    firm = brought.firm("Alpha", email="boss@example.org")
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    again = invited_at(brought, firm)

    sent = [
        mailings.invite_companies(brought.event, brought.delegation, [], again=again, by=brought.chamber.id)
        for _ in range(2)
    ]

    assert [(one.companies, names(one)) for one in sent] == [(1, []), (0, ["Alpha"])]
    assert len(letters()) == 2


def test_an_invitation_on_hold_is_not_written_twice(brought):
    firm = brought.firm("Alpha", email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)

    sent = [
        mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id) for _ in range(2)
    ]

    assert [(one.companies, names(one)) for one in sent] == [(1, []), (0, ["Alpha"])]


def test_a_firm_with_a_fresh_link_is_invited_anew(brought):
    firm = brought.firm("Alpha", email="boss@example.org")
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    replace_link(firm.id, by=brought.chamber.id)

    assert mailings.invite_companies(
        brought.event, brought.delegation, [firm.id], by=brought.chamber.id
    ) == MailingResult(companies=1)


def test_a_reminder_keeps_the_next_one_back_until_it_is_sent_again_by_an_act_of_its_own(brought, app):
    firm = brought.firm("Alpha", email="boss@example.org")
    start = now()
    sent = []
    for hours in (0, 1, 50):
        app.config["CLOCK"] = lambda hours=hours: start + timedelta(hours=hours)
        sent.append(mailings.remind_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id))
    again = invited_at(brought, firm, REMINDED)
    sent += [
        mailings.remind_companies(brought.event, brought.delegation, [], again=again, by=brought.chamber.id)
        for _ in range(2)
    ]

    assert [(one.companies, names(one)) for one in sent] == [
        (1, []),
        (0, ["Alpha"]),
        (0, ["Alpha"]),
        (1, []),
        (0, ["Alpha"]),
    ]


def test_what_somebody_wrote_stays_literal_in_the_language_it_was_written_for(brought):
    about = {"sectors": {"offers": ["5210"]}}
    english = brought.firm("Alpha", email="a@example.org", languages=["en"], company_values=about)
    chinese = brought.firm("叶水福", email="b@example.org", languages=["zh"], company_values=about)
    words = {"en": ReminderText("{{7*7}} %(firm)s", "50 % of {0.__class__}: %(x)s {{ config }} <b>")}

    mailings.remind_companies(
        brought.event, brought.delegation, [english.id, chinese.id], words=words, by=brought.chamber.id
    )

    first, second = db.session.query(Outbox).order_by(Outbox.recipient)
    assert first.subject == "Alpha: {{7*7}} %(firm)s"
    assert "50 % of {0.__class__}: %(x)s {{ config }} <b>\n" in first.body
    assert "- seeks\n" in first.body
    assert "- 寻求\n" in second.body
    assert second.subject.startswith("叶水福：您在")
    assert brought.link(chinese).code in second.body


def test_a_tick_says_once_that_a_reminder_went_by_hand_and_is_taken_back(brought):
    firm, elsewhere = brought.firm("Alpha"), factories.firm(factories.event("other"))
    act = {"event": brought.event, "by": brought.chamber.id}

    changed = [mailings.mark_reminded(sent=[firm.id, elsewhere.id], not_sent=[], **act) for _ in range(2)]
    told = get_last_mailings(REMINDED, [get_company_row(firm)])
    back = mailings.mark_reminded(sent=[], not_sent=[firm.id], **act)

    assert (changed, back) == ([1, 0], 1)
    assert [one.by_hand for one in told.values()] == [True]
    assert get_last_mailings(REMINDED, [get_company_row(firm)]) == {}


def test_a_firm_without_an_address_is_told_apart(brought):
    firm = brought.firm()

    sent = mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    assert sent == MailingResult(unreachable=1)
    assert brought.link(firm).mailed_at is None


def test_an_address_that_takes_no_letters_does_not_stop_the_others(brought):
    broken, good = brought.firm(email="no address"), brought.firm(email="good@example.org")

    sent = mailings.invite_companies(brought.event, brought.delegation, [broken.id, good.id], by=brought.chamber.id)

    assert sent == MailingResult(companies=1, unreachable=1)


def test_another_delegations_firm_gets_no_letter(brought):
    other = factories.delegation(brought.event, name="Other")
    firm = factories.firm(brought.event, delegation_id=other.id)

    sent = mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    assert sent == MailingResult()


@pytest.mark.parametrize("state", ["cancelled", "rejected"])
def test_who_takes_part_no_longer_gets_no_letter(brought, state):
    firm = brought.firm(email="boss@example.org", state=state)

    assert (
        mailings.remind_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
        == MailingResult()
    )


def test_a_reminder_says_what_is_missing(brought):
    firm = brought.firm(
        "Bok Seng",
        email="boss@example.org",
        company_values={"about_en": "Heavy transport.", "sectors": {"is_in": ["5210"]}},
    )

    mailings.remind_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    body = db.session.query(Outbox).one().body
    assert "- seeks" in body
    assert "- consent" in body
    assert "Bok Seng" in body


@pytest.fixture
def from_before(brought):
    """A firm that was at the chamber's earlier event, where its user let itself in and saved its profile."""
    user = factories.user(email="boss@example.org", name="Boss")
    earlier = factories.event("before", run_by=brought.event.organisation)
    stood = factories.firm(earlier, "Singapore", delegation_id=factories.delegation(earlier, of=brought.house).id)
    factories.let_in(stood, user)
    with transaction():
        audit.log_action("profile.saved", stood, event_id=earlier.id, by=user.id)
    firm = factories.registration_of(stood.company, brought.event, delegation_id=brought.delegation.id)
    create_links([firm])
    return firm, user


def test_a_firm_with_users_from_an_earlier_event_has_still_to_be_invited(brought, from_before):
    home = get_chamber_home(brought.event, brought.delegation)

    (row,) = home.companies
    (progress,) = list_progress(brought.delegation)
    assert (row.claimed, row.reached, progress.claimed, progress.reached) == (False,) * 4
    assert home.by_mail == [row]


def test_its_letter_says_that_the_profile_is_there_and_leads_to_the_sign_in(brought, from_before):
    firm, _user = from_before

    sent = mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    body = db.session.query(Outbox).one().body
    assert sent == MailingResult(companies=1)
    assert "Your profile from before is already there" in body
    assert "Or sign in as boss@example.org at " in body
    assert f"/f/{firm.id}-" in body


def test_it_is_in_once_its_user_does_something_at_this_event(brought, from_before):
    firm, user = from_before
    with transaction():
        audit.log_action("profile.saved", firm, event_id=brought.event.id, by=user.id)

    (row,) = list_delegation_company_rows(brought.delegation)
    (progress,) = list_progress(brought.delegation)
    assert (row.claimed, progress.claimed) == (True, True)


def standing_of(brought):
    (row,) = list_delegation_company_rows(brought.delegation)
    return row.withheld, row.reached


def test_an_invitation_on_hold_reaches_its_firm_when_it_is_released(brought, mailbox):
    firm = brought.firm(email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)
    held = standing_of(brought)

    with transaction():
        release_emails(brought.event, by=None)

    assert (held, standing_of(brought)) == ((True, False), (False, True))


def test_a_discarded_invitation_is_to_send_again(brought):
    firm = brought.firm(email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)
    mailings.invite_companies(brought.event, brought.delegation, [firm.id], by=brought.chamber.id)

    with transaction():
        discard_emails(brought.event, by=None)

    assert standing_of(brought) == (False, False)
    assert [row.id for row in get_chamber_home(brought.event, brought.delegation).by_mail] == [firm.id]
