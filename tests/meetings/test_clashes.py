"""A programme item, a visit or another group takes firms elsewhere: their meetings may be kept, and lists say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Outbox
from app.delegations.services import delegations
from app.delegations.services.delegations import DelegationDetails
from app.events.drafts import DraftItem
from app.events.models import Group, ProgrammeItem
from app.events.queries import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse
from app.meetings import services
from app.meetings.models import Claim, Meeting
from app.meetings.queries.displacement import find_clashing_meetings
from app.meetings.queries.lists import list_meetings
from tests import factories
from tests.support.pages import fields_of, read, text_of


@pytest.fixture
def event(app):
    return factories.event("hall", slots=3)


@pytest.fixture
def firms(event):
    one = factories.firm(event, "Singapore", name="YCH Group", users=[factories.user()])
    return one, factories.firm(event, "Chongqing", name="Changan", users=[factories.user()])


@pytest.fixture
def meeting(event, firms):
    """The two meet in the first slot, 09:30."""
    one, other = firms
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, by=None, slot_id=event.slots[0].id)
    return db.session.get_one(Meeting, made)


def with_speech(event, audience=""):
    speech = DraftItem(Localized("Speeches"), dt.time(9, 40), dt.time(10), audience=audience, keeps_busy=True)
    return replace(draft_of(event), programme=(speech,))


def kept(event):
    """The speech is put into the programme, and what it clashes with stays."""
    values = with_speech(event)
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, values, version=event.version, by=None)
    confirmed = asked.value.keeping_token
    return asked.value, change_event(event.id, values, version=event.version, by=None, keep=True, confirmed=confirmed)


def letters():
    return db.session.scalar(select(func.count()).select_from(Outbox))


@pytest.mark.full
def test_a_meeting_that_clashes_can_be_kept_with_its_time_and_seats(event, meeting):
    seats, told = db.session.scalars(select(Claim.id)).all(), letters()

    asked, changed = kept(event)

    assert ([one.kind for one in asked.impacts], asked.clashes) == (["absent"], 1)
    assert [one.kind for one in changed.impacts] == ["clash"]
    assert (meeting.state, meeting.slot_id) == ("booked", event.slots[0].id)
    assert (db.session.scalars(select(Claim.id)).all(), letters()) == (seats, told)


@pytest.mark.full
def test_keeping_needs_its_own_confirmation(event, meeting):
    values = with_speech(event)
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, values, version=event.version, by=None)

    with pytest.raises(HoursInUse):
        change_event(event.id, values, version=event.version, by=None, keep=True, confirmed=asked.value.token)
    with pytest.raises(HoursInUse):
        change_event(event.id, values, version=event.version, by=None, confirmed=asked.value.keeping_token)

    assert (meeting.state, draft_of(event).programme) == ("booked", ())


@pytest.mark.full
def test_a_proposed_time_is_dropped_even_where_meetings_are_kept(event, meeting):
    one, other = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
    asking = services.request_meeting(event.id, one.id, other.id, by=None, slot_id=event.slots[0].id)

    kept(event)

    assert db.session.get_one(Meeting, asking).slot_id is None


@pytest.mark.full
def test_the_clash_stands_in_the_lists_of_both(event, firms, meeting):
    assert find_clashing_meetings(event.id) == frozenset()

    kept(event)

    assert find_clashing_meetings(event.id) == {meeting.id}
    assert [row.clashes for firm in firms for row in list_meetings(firm.id)] == [True, True]


@pytest.mark.full
def test_pages_of_both_firms_and_the_organizer_name_the_clash_and_count_it(client, event, firms, meeting):
    kept(event)
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    told = "clash: one of the two is elsewhere then"
    for firm in firms:
        assert told in text_of(client.get(f"/events/hall/companies/{firm.id}/agenda"), "#main")
        assert told in text_of(client.get(f"/events/hall/companies/{firm.id}/requests"), "#main")
    home = client.get("/events/hall/overview")
    assert "1 meeting clashes with the programme or a visit" in text_of(home, "#main")
    (listed,) = {a.attributes["href"] for a in read(home).find("a") if "clash=1" in (a.attributes.get("href") or "")}
    assert told in text_of(client.get(listed), "tbody")


@pytest.mark.full
def test_the_page_that_asks_offers_to_keep(client, event, meeting):
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    form = fields_of(client.get("/events/hall/settings"))
    item = {"programme-0-title_en": "Speeches", "programme-0-starts": "09:40", "programme-0-ends": "10:00"}
    asked = client.post("/events/hall/settings", data={**form, **item, "programme-0-keeps_busy": "y", "act": "save"})
    assert asked.status_code == 409
    keep = next(one for one in read(asked).find("form") if one.find("[value=keep]"))
    assert keep.find("button")[0].text == "Save and keep 1 meeting that clashes"
    client.post("/events/hall/settings", data=fields_of(asked, keep))

    assert (meeting.state, len(event.programme)) == ("booked", 1)


@pytest.fixture
def guests(event):
    """A group that the programme keeps busy at the time of the meeting."""
    slot = event.slots[0]
    group = Group(event_id=event.id, name="Guests", position=2, seated=False)
    db.session.add(group)
    db.session.flush()
    said = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "title_en": "Tour", "keeps_busy": True}
    db.session.add(ProgrammeItem(event_id=event.id, group_id=group.id, **said))
    db.session.commit()
    return group


@pytest.fixture
def brought(event, firms):
    """The delegation of the first firm."""
    made = factories.delegation(event)
    made.group_id, firms[0].delegation_id = firms[0].group_id, made.id
    db.session.commit()
    return made


@pytest.mark.full
def test_another_group_of_a_delegation_asks_about_what_its_programme_clashes_with(event, meeting, guests, brought):
    values = DelegationDetails(organisation_id=brought.organisation_id, name_en=brought.name_en, group_id=guests.id)
    seen = delegations.delegation_fingerprint(brought)

    with pytest.raises(HoursInUse) as asked:
        delegations.change_delegation(brought, values, seen=seen, by=1)
    assert [(one.meeting_id, one.kind) for one in asked.value.impacts] == [(meeting.id, "absent")]
    assert brought.group_id != guests.id

    delegations.change_delegation(brought, values, seen=seen, by=1, keep=True, confirmed=asked.value.keeping_token)
    assert (brought.group_id, meeting.state) == (guests.id, "booked")
    assert find_clashing_meetings(event.id) == {meeting.id}


@pytest.mark.full
def test_the_programme_of_the_new_group_takes_the_times_that_are_not_kept(event, meeting, guests, brought):
    values = DelegationDetails(organisation_id=brought.organisation_id, name_en=brought.name_en, group_id=guests.id)
    seen = delegations.delegation_fingerprint(brought)
    with pytest.raises(HoursInUse) as asked:
        delegations.change_delegation(brought, values, seen=seen, by=1)

    delegations.change_delegation(brought, values, seen=seen, by=1, confirmed=asked.value.token)

    assert (meeting.state, meeting.slot_id) == ("agreed", None)
