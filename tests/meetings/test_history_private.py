"""What a history tells to nobody but those whom it concerns: who acted, called off or declined, and why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.core.web.locale import plain
from app.meetings import services
from app.meetings.lifecycle import DeclineReason
from app.meetings.services.bulk import BulkAct, run_bulk_act
from app.registrations.models import Delegation
from tests import factories
from tests.meetings.acts import slots
from tests.meetings.histories import lately, lines

NINE, TEN, LATER = ("18 March 2032, 09:30", "18 March 2032, 10:00", "18 March 2032, 10:30")


def test_who_acts_for_a_firm_is_named_as_such_and_private_reasons_are_not_told(client, event):
    chamber = factories.organisation("Singapore Chamber")
    delegate = factories.member(chamber, "chamber")
    delegation = factories.delegation(event, of=chamber)
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="Acme", users=[users[0]], delegation_id=delegation.id)
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=delegate.id)
    services.counter(made, theirs.id, slots=slots(event)[:1], by=users[1].id)
    services.decline(made, ours.id, by=None, reason="A competitor", shared=False, by_link=True)

    told = [
        ["asked", "Singapore Chamber for Acme"],
        [f"proposed other times {NINE}", "Port"],
        ["declined", "Acme, by the link of the letter"],
    ]
    for user, firm in ((users[1], theirs), (delegate, ours)):
        assert lines(client, user, event, firm, made) == told
    own = lines(client, users[0], event, ours, made)[2]
    assert own == ["declined Reason, for the organizer alone: another reason · “A competitor”", told[2][1]]
    assert (
        client.as_user(factories.user())
        .get(f"/events/{event.slug}/companies/{ours.id}/meetings/{made}/history")
        .status_code
        == 404
    )


def test_what_the_organizer_called_off_is_laid_to_neither_firm(client, event):
    organizer = factories.member(event.organisation, "organizer")
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="Acme", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=users[0].id)
    services.accept(made, theirs.id, by=users[1].id)
    run_bulk_act(event.id, BulkAct.CANCEL, [made], days=0, by=organizer.id, tell=lambda share: False)

    ends = [lines(client, user, event, firm, made)[-1] for user, firm in zip(users, (ours, theirs), strict=True)]

    assert ends == [["cancelled", plain(event.organisation.name)]] * 2


def test_who_called_an_arranged_meeting_off_is_not_told_to_the_other_side(client, event):
    organizer = factories.member(event.organisation, "organizer")
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="Acme", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.arrange(event.id, ours.id, theirs.id, by=organizer.id)
    services.decline(made, ours.id, by=users[0].id)

    ends = [
        lines(client, *who, made)[-1]
        for who in ((users[1], event, theirs), (users[0], event, ours), (organizer, event, theirs))
    ]

    assert ends == [["does not take place", "–"], ["declined", "Acme"], ["declined", "Acme"]]


@pytest.mark.full
def test_a_private_decline_is_told_to_the_partners_chamber_as_to_the_partner(client, event):
    organizer = factories.member(event.organisation, "organizer")
    chamber, head = factories.organisation("Singapore Chamber"), factories.user()
    assistant = factories.member(chamber, "chamber")
    delegation = factories.delegation(event, of=chamber)
    with transaction() as session:
        session.get_one(Delegation, delegation.id).head_user_id = head.id
    boss = factories.user(name="User 80")
    for name, end in (("Lim Siang Huat", services.decline), ("YCH", services.cancel)):
        ours = factories.firm(event, name=name, delegation_id=delegation.id)
        theirs = factories.firm(event, "Chongqing", name=f"Host of {name}", users=[boss])
        made = services.arrange(event.id, ours.id, theirs.id, by=organizer.id)
        if end is services.cancel:
            services.book(made, theirs.id, slots(event)[0], by=boss.id)
        end(made, theirs.id, by=boss.id)

    for user in (assistant, head):
        told = lately(client, user, delegation)
        assert "Arranged meeting does not take place: YCH , Lim Siang Huat" in told
        assert [word for word in ("declined", "cancelled", "User 80") if word in told] == []
    seen = lately(client, organizer, delegation)
    assert ("Request declined: Lim Siang Huat User 80" in seen, "Meeting cancelled: YCH User 80" in seen) == (
        True,
        True,
    )


@pytest.mark.full
def test_the_chamber_reads_of_its_own_members_who_called_an_arranged_meeting_off(client, event):
    organizer = factories.member(event.organisation, "organizer")
    chamber, boss = factories.organisation("Singapore Chamber"), factories.user(name="Boss")
    assistant = factories.member(chamber, "chamber")
    delegation = factories.delegation(event, of=chamber)
    ours = factories.firm(event, name="Acme", users=[boss], delegation_id=delegation.id)
    made = services.arrange(event.id, ours.id, factories.firm(event, "Chongqing").id, by=organizer.id)
    services.decline(made, ours.id, by=boss.id)

    assert "Request declined: Acme Boss" in lately(client, assistant, delegation)


def test_an_act_that_comes_too_late_for_an_arranged_meeting_does_not_tell_who_declined(client, event):
    organizer, users = factories.member(event.organisation, "organizer"), [factories.user(), factories.user()]
    ours = factories.firm(event, name="Acme", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.arrange(event.id, ours.id, theirs.id, by=organizer.id)
    services.decline(made, ours.id, by=users[0].id)

    late = client.as_user(users[1]).post(f"/events/{event.slug}/companies/{theirs.id}/meetings/{made}/decline")

    assert late.status_code == 409
    assert "declined" not in late.text
    assert "This meeting does not take place" in late.text


def declined(event, users, *, delegation_id=None, **said):
    """Two firms, and a request of the first that the second has declined so."""
    ours = factories.firm(event, name="Acme", users=[users[0]], delegation_id=delegation_id)
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]], delegation_id=delegation_id)
    factories.representative(ours, email="asker@example.org")
    made = services.request_meeting(event.id, ours.id, theirs.id, by=users[0].id)
    services.decline(made, theirs.id, by=users[1].id, **said)
    return made, ours, theirs


def test_a_reason_for_the_organizer_alone_stands_in_its_history_and_in_no_other_sides(client, event):
    organizer, users = factories.member(event.organisation, "organizer"), (factories.user(), factories.user())
    chamber = factories.organisation()
    delegate, brings = factories.member(chamber, "chamber"), factories.delegation(event, of=chamber).id
    private = {"why": DeclineReason.NOT_OUR_FIELD, "reason": "A competitor", "shared": False}
    made, ours, theirs = declined(event, users, delegation_id=brings, **private)

    told = {
        (name, firm.company.name): lines(client, user, event, firm, made)[1][0]
        for name, user, firms in (
            ("organizer", organizer, (ours, theirs)),
            ("asker", users[0], (ours,)),
            ("asked", users[1], (theirs,)),
            ("chamber", delegate, (ours, theirs)),
        )
        for firm in firms
    }

    marked = "declined Reason, for the organizer alone: not our field · “A competitor”"
    assert told == {
        ("organizer", "Acme"): marked,
        ("organizer", "Port"): marked,
        ("asker", "Acme"): "declined",
        ("asked", "Port"): marked,  # its own words
        ("chamber", "Acme"): "declined",
        ("chamber", "Port"): "declined",
    }
    letters = "".join(db.session.scalars(select(Outbox.subject + Outbox.body)))
    assert "declined" in letters
    assert "A competitor" not in letters
    assert "not our field" not in letters


def test_a_reason_that_is_shared_stands_in_everybodys_history(client, event):
    users = factories.user(), factories.user()
    made, ours, theirs = declined(event, users, why=DeclineReason.NO_TIME, reason="Next year")

    for user, firm in ((users[0], ours), (users[1], theirs)):
        assert lines(client, user, event, firm, made)[1] == ["declined Reason: no time · “Next year”", "Port"]


def test_why_an_arranged_meeting_was_declined_is_not_told_to_the_other_firm(client, event):
    organizer, users = factories.member(event.organisation, "organizer"), (factories.user(), factories.user())
    ours = factories.firm(event, name="Acme", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.arrange(event.id, ours.id, theirs.id, by=organizer.id)
    services.decline(made, theirs.id, by=users[1].id, why=DeclineReason.OTHER, reason="A competitor")

    assert lines(client, users[0], event, ours, made)[1] == ["does not take place", "–"]
    assert lines(client, organizer, event, ours, made)[1] == [
        f"declined Port wrote to {plain(event.organisation.name)}: “A competitor”",
        "Port",
    ]
