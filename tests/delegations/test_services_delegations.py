"""A delegation is registered as a unit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.accounts.credentials import TokenPurpose
from app.accounts.models import Membership, Token
from app.accounts.permissions import Role
from app.accounts.queries import get_live_token
from app.accounts.services import create_organisation
from app.core.db import db
from app.core.errors import Stale
from app.core.models import Notice, Outbox
from app.delegations.queries.delegations import list_delegation_rows
from app.delegations.services import delegations
from app.delegations.services.delegations import ChamberHasUsers, DelegationDetails, DelegationNameTaken
from app.events.services import set_rehearsal
from app.registrations.queries.delegation_members import list_own_delegations
from app.registrations.services.delegation_members import QuotaTooLow
from tests import factories

ARRIVES = datetime(2032, 3, 16, 8, tzinfo=UTC)


def details(brought, **values):
    given = {
        "organisation_id": brought.house.id,
        "group_id": factories.group(brought.event, "Singapore").id,
        "name_en": "Second delegation",
    }
    return DelegationDetails(**{**given, **values})


def test_a_delegation_keeps_all_that_was_said_of_it(brought):
    made, _invited = delegations.register_delegation(
        brought.event,
        details(brought, name_zh="第二代表团", head_name="Ms Lim", arrives_at=ARRIVES, quota=40, people_quota=3),
        by=brought.organizer.id,
    )

    assert (made.name.zh, made.head_name, made.arrives_at) == ("第二代表团", "Ms Lim", ARRIVES)
    assert (made.quota, made.people_quota) == (40, 3)


def test_two_delegations_of_one_name_are_refused(brought):
    with pytest.raises(DelegationNameTaken):
        delegations.register_delegation(
            brought.event, details(brought, name_en=brought.delegation.name_en), by=brought.organizer.id
        )


def test_its_firms_move_with_it_to_another_side(brought):
    firm = brought.firm()
    other = factories.group(brought.event, "Chongqing")

    delegations.change_delegation(
        brought.delegation,
        details(brought, name_en=brought.delegation.name_en, group_id=other.id),
        seen=delegations.delegation_fingerprint(brought.delegation),
        by=brought.organizer.id,
    )

    db.session.refresh(firm)
    assert firm.group_id == other.id


def test_who_saves_second_is_told_and_overwrites_nothing(brought):
    seen = delegations.delegation_fingerprint(brought.delegation)
    named = {"name_en": brought.delegation.name_en}
    told = details(brought, **named, origin="Jurong")
    delegations.change_delegation(brought.delegation, told, seen=seen, by=brought.organizer.id)

    with pytest.raises(Stale):
        delegations.change_delegation(
            brought.delegation, details(brought, **named, quota=3), seen=seen, by=brought.organizer.id
        )

    db.session.refresh(brought.delegation)
    assert (brought.delegation.origin, brought.delegation.quota) == ("Jurong", None)


def test_a_head_with_an_address_gets_an_account_and_a_link(brought):
    made, _invited = delegations.register_delegation(
        brought.event,
        details(brought, head_name="Ms Lim", head_email="lim@example.org"),
        by=brought.organizer.id,
    )

    assert made.head_user_id is not None
    assert list_own_delegations(made.head_user_id, brought.event) == [made]
    assert [letter.recipient for letter in db.session.query(Outbox)] == ["lim@example.org"]


def test_the_heads_first_letter_stands_among_those_of_the_event_and_names_it(brought):
    _made, invited = delegations.register_delegation(
        brought.event,
        details(brought, head_name="Ms Lim", head_email="lim@example.org"),
        by=brought.organizer.id,
    )

    letter = db.session.query(Outbox).one()
    assert (letter.event_id, letter.kind) == (brought.event.id, "people_invitation")
    assert letter.subject == f"Mr Office invites you to {brought.event.name_en}"
    assert "/sign-in/" in invited["lim@example.org"]


def test_the_rehearsal_holds_the_heads_letter_too(brought):
    set_rehearsal(brought.event.id, on=True, by=brought.organizer.id)

    delegations.register_delegation(
        brought.event, details(brought, head_email="lim@example.org"), by=brought.organizer.id
    )

    held = db.session.query(Outbox).one()
    assert held.state == "held"
    for said in ("Delegation: Second delegation", "Role: Head of delegation", "/sign-in/"):
        assert said in held.body


def test_a_head_who_has_an_account_is_invited_to_none(brought):
    head = factories.user(email="lim@example.org")

    made, invited = delegations.register_delegation(
        brought.event, details(brought, head_email="lim@example.org"), by=brought.organizer.id
    )

    assert (made.head_user_id, invited) == (head.id, {})
    assert db.session.query(Outbox).count() == 0


def test_each_address_has_the_link_of_its_own_invitation(brought):
    leaders = {"head_name": "Ms Lim", "head_email": "lim@example.org"}
    leaders |= {"deputy_name": "Mr Ho", "deputy_email": "ho@example.org"}

    made, invited = delegations.register_delegation(brought.event, details(brought, **leaders), by=brought.organizer.id)

    links = [user_of_link(link) for link in invited.values()]
    assert list(invited) == ["lim@example.org", "ho@example.org"]
    assert links == [f"user:{made.head_user_id}", f"user:{made.deputy_user_id}"]
    assert invited_to_lead() == [(made.head_user_id, brought.organizer.id), (made.deputy_user_id, brought.organizer.id)]


def user_of_link(link):
    token = get_live_token(TokenPurpose.SIGN_IN, link.rpartition("/")[2])
    assert token is not None
    return token.subject


def invited_to_lead():
    noted = db.session.query(Notice.subject_id, Notice.user_id).filter_by(kind="user.invited", subject="users")
    return noted.order_by(Notice.id).all()


def test_the_log_tells_which_invitation_it_was_and_by_whom(brought):
    invite(brought)

    (noted,) = db.session.query(Notice).filter_by(kind="user.invited")
    token = db.session.get(Token, noted.subject_id)
    assert (noted.subject, noted.user_id) == ("tokens", brought.organizer.id)
    assert token is not None
    assert token.email == "first@example.org"


def invite(brought, name="New chamber", email="first@example.org"):
    chamber, _url = delegations.invite_chamber(
        name,
        event=brought.event,
        delegation="Lion City",
        user_name="First",
        email=email,
        language="en",
        next_page="",
        by=brought.organizer,
    )
    return chamber


def test_a_new_chamber_gets_its_first_user_by_mail(brought):
    set_rehearsal(brought.event.id, on=True, by=None)

    chamber = invite(brought)

    assert chamber.name_en == "New chamber"
    (letter,) = db.session.query(Outbox)
    assert (letter.recipient, letter.event_id) == ("first@example.org", brought.event.id)
    assert "Delegation: Lion City" in letter.body
    assert f"Event: {brought.event.name_en}" in letter.body


def test_nobody_is_let_into_a_chamber_that_has_users(brought):
    factories.member(create_organisation("New chamber", owner_id=brought.event.organisation_id), Role.CHAMBER)
    before = db.session.query(Membership).count()

    with pytest.raises(ChamberHasUsers):
        invite(brought)

    assert db.session.query(Membership).count() == before
    assert db.session.query(Outbox).count() == 0


def test_the_list_counts_firms_but_not_guests_or_who_left(brought):
    brought.firm(state="approved")
    brought.firm(state="draft")
    brought.firm(state="cancelled")
    factories.guest(brought.event, delegation_id=brought.delegation.id)

    (row,) = list_delegation_rows(brought.event)

    assert (row.companies, row.approved, row.chamber, row.group.name) == (2, 1, "Chamber", "Singapore")


def test_a_quota_below_what_is_brought_is_refused_and_says_how_many_there_are(brought):
    brought.firm()
    brought.firm()
    named = details(brought, name_en=brought.delegation.name_en, quota=1)

    with pytest.raises(QuotaTooLow) as refused:
        delegations.change_delegation(
            brought.delegation, named, seen=delegations.delegation_fingerprint(brought.delegation), by=1
        )

    assert refused.value.details == {"quota": 1, "firms": 2}
    assert brought.delegation.quota is None
