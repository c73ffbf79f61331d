"""A chamber belongs to the organisation that made it: its name tells another organisation nothing."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.credentials import organisation_subject
from app.accounts.models import Membership, Organisation
from app.accounts.permissions import Role
from app.accounts.services import accept_invitation, create_organisation
from app.core.db import db, transaction
from app.delegations.queries.delegations import list_chambers
from app.delegations.services import delegations
from app.delegations.services.delegations import ChamberHasUsers, ChamberIsInvited, DelegationDetails
from app.registrations.queries.delegation_members import list_own_delegations
from tests import factories

NAME = "Lion City chamber"


@pytest.fixture
def events(app):
    """Two events of two organisations, each with an organizer."""
    made = {}
    for name in ("one", "two"):
        office = factories.organisation(f"Office {name}")
        event = factories.event(name, run_by=office, phase="registration")
        made[event] = factories.member(office, Role.ORGANIZER)
    return made


def invite(event, organizer, email, name=NAME):
    """The chamber, and the secret of its first user's invitation."""
    chamber, url = delegations.invite_chamber(
        name,
        event=event,
        delegation="Lion City",
        user_name="First",
        email=email,
        language="en",
        next_page="",
        by=organizer,
    )
    return chamber, (url or "").rpartition("/")[2]


def bring(event, chamber, organizer):
    group = factories.group(event, "Singapore")
    details = DelegationDetails(organisation_id=chamber.id, group_id=group.id, name_en="Lion City")
    return delegations.register_delegation(event, details, by=organizer.id)[0]


def test_two_organisations_with_a_chamber_of_one_name_have_each_their_own(events):
    chambers = [invite(event, organizer, f"first@{event.slug}.example")[0] for event, organizer in events.items()]

    assert [(each.name_en, each.owner_id) for each in chambers] == [(NAME, event.organisation_id) for event in events]
    assert chambers[0].id != chambers[1].id


def test_a_chamber_that_waits_for_its_first_user_is_not_captured_by_another_organisation(events):
    (one, organizer), (two, other) = events.items()
    chamber, secret = invite(one, organizer, "first@one.example")
    bring(one, chamber, organizer)

    captured, foreign = invite(two, other, "foreign@two.example")
    accept_invitation(foreign, language="en")
    accept_invitation(secret, language="en")

    members = db.session.query(Membership.organisation_id).order_by(Membership.id).all()
    foreigner = db.session.query(Membership.user_id).where(Membership.organisation_id == captured.id).scalar()
    assert members[-2:] == [(captured.id,), (chamber.id,)]
    assert list_own_delegations(foreigner, one) == []


def test_a_chamber_with_users_elsewhere_is_neither_refused_nor_listed(events):
    (one, organizer), (two, other) = events.items()
    chamber, secret = invite(one, organizer, "first@one.example")
    accept_invitation(secret, language="en")
    bring(one, chamber, organizer)

    own, _secret = invite(two, other, "")
    bring(two, own, other)

    listed = list_chambers(two, other.id, organizer=True)
    assert {each.id for each in listed} == {own.id, two.organisation_id}


def test_a_chamber_that_the_operator_made_is_not_joined_by_its_name(events):
    (one, organizer), *_ = events.items()
    top = create_organisation(NAME)
    factories.member(top, Role.CHAMBER)

    chamber, _secret = invite(one, organizer, "first@one.example")

    assert chamber.id != top.id


def test_an_organisation_finds_the_chamber_that_it_made_again(events):
    (one, organizer), *_ = events.items()
    chamber, _secret = invite(one, organizer, "")

    again, _secret = invite(one, organizer, "first@one.example")

    assert again.id == chamber.id


@pytest.fixture
def sister(events):
    """Another event of the first organisation, and who organizes that event alone."""
    one, _organizer = next(iter(events.items()))
    event = factories.event(
        "sister", run_by=db.session.get_one(Organisation, one.organisation_id), phase="registration"
    )
    return event, factories.event_role(event, Role.ORGANIZER)


@pytest.mark.parametrize("stands", ["without users", "invited", "with users"])
def test_who_organizes_one_event_reaches_no_chamber_of_another_by_its_name(events, sister, stands):
    (one, organizer), *_ = events.items()
    event, only_here = sister
    chamber, secret = invite(one, organizer, "" if stands == "without users" else "first@one.example")
    if stands == "with users":
        accept_invitation(secret, language="en")
    bring(one, chamber, organizer)

    own, foreign = invite(event, only_here, "foreign@two.example")
    foreigner, _page = accept_invitation(foreign, language="en")

    assert own.id != chamber.id
    assert list_own_delegations(foreigner.id, one) == []


def test_who_organizes_one_event_is_offered_the_chambers_of_this_event_alone(events, sister):
    (one, organizer), *_ = events.items()
    event, only_here = sister
    both, elsewhere = (invite(one, organizer, "", name=name)[0] for name in ("Both", "Elsewhere"))
    for chamber, at in ((both, event), (both, one)):
        bring(at, chamber, organizer)
    group = factories.group(one, "Singapore")
    other = DelegationDetails(organisation_id=elsewhere.id, group_id=group.id, name_en="Other")
    delegations.register_delegation(one, other, by=organizer.id)

    assert {each.id for each in list_chambers(event, only_here.id, organizer=True)} == {both.id}
    assert {both.id, elsewhere.id} <= {each.id for each in list_chambers(event, organizer.id, organizer=True)}


def test_a_chamber_that_was_made_for_one_event_is_neither_found_nor_offered_at_another(events, sister):
    (one, organizer), *_ = events.items()
    event, only_here = sister
    made, _secret = invite(event, only_here, "foreign@two.example")
    again, _secret = invite(event, only_here, "foreign@two.example")
    bring(event, made, only_here)

    own, _secret = invite(one, organizer, "")

    assert again.id == made.id != own.id
    assert made.id not in {each.id for each in list_chambers(one, organizer.id, organizer=True)}
    assert made.id in {each.id for each in list_chambers(event, organizer.id, organizer=True)}


def test_an_open_invitation_keeps_others_from_becoming_the_first_user(events):
    (one, organizer), *_ = events.items()
    chamber, secret = invite(one, organizer, "first@one.example")

    with pytest.raises(ChamberIsInvited):
        invite(one, organizer, "second@one.example")
    _chamber, again = invite(one, organizer, "First@one.example")

    accept_invitation(again, language="en")
    with pytest.raises(ChamberHasUsers):
        invite(one, organizer, "first@one.example")
    assert secret != again
    assert organisation_subject(chamber.id)


def test_one_owner_has_no_two_chambers_of_one_name(events):
    (one, _organizer), *_ = events.items()
    create_organisation(NAME, owner_id=one.organisation_id)
    create_organisation(NAME)

    for owner_id in (one.organisation_id, None):
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(Organisation(name_en=NAME, owner_id=owner_id))
