"""A delegation's own programme keeps busy those for whom it is, and asks before it takes anybody's meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.delegations.queries.visits import list_visits_of_registration
from app.delegations.services import visits
from app.delegations.services.visits import TooManyVisits, VisitDetails
from app.events.services.changing import HoursInUse
from app.meetings import services as meetings
from app.meetings.errors import SlotTaken
from app.meetings.models import Meeting
from app.meetings.queries.availability import find_away_slots
from app.registrations.models import BusSeat, VisitBlock, VisitMember
from tests import factories

BANK, PORT = ["6419"], ["5222"]


@pytest.fixture
def booking(brought):
    with transaction():
        brought.event.phase = "booking"
    return brought


def tour(brought, *, slot: int = 0, slots: int = 1, **values):
    """A tour over these slots of the event."""
    first, last = brought.event.slots[slot], brought.event.slots[slot + slots - 1]
    return VisitDetails(**{"label": "Port tour", "starts_at": first.starts_at, "ends_at": last.ends_at, **values})


def in_sector(brought, codes, **values):
    return brought.firm(state="approved", company_values={"sectors": {"is_in": codes}}, **values)


def add(brought, visit, **answer):
    return visits.add_visit(brought.delegation, visit, by=brought.chamber.id, **answer)


def barred(brought, *firms):
    away = find_away_slots(brought.event, [one.id for one in firms])
    order = [slot.id for slot in brought.event.slots]
    return [sorted(order.index(slot) for slot in away[one.id]) for one in firms]


def test_without_ticks_it_keeps_all_members_busy(booking):
    one, other = in_sector(booking, BANK), booking.firm()

    add(booking, tour(booking))

    assert barred(booking, one, other) == [[0], [0]]


def test_with_sectors_it_keeps_those_firms_busy_and_whoever_joins_the_sector_later(booking):
    bank, port, silent = in_sector(booking, BANK), in_sector(booking, PORT), booking.firm()

    add(booking, tour(booking, sectors=["L"]))
    late = in_sector(booking, BANK)

    assert barred(booking, bank, port, silent, late) == [[0], [], [], [0]]


def test_chosen_members_are_kept_busy_besides_the_sectors(booking):
    bank, port, other = in_sector(booking, BANK), in_sector(booking, PORT), booking.firm()

    add(booking, tour(booking, sectors=["L"], members=[other.id]))

    assert barred(booking, bank, port, other) == [[0], [], [0]]


def test_it_keeps_nobody_of_another_delegation_busy(booking):
    stranger = factories.firm(booking.event, delegation_id=factories.delegation(booking.event, name="Other").id)

    add(booking, tour(booking))

    assert barred(booking, stranger) == [[]]
    with pytest.raises(NotFound):
        add(booking, tour(booking, members=[stranger.id]))


def test_a_chosen_member_that_leaves_makes_it_nobodys_not_everybodys(booking):
    one, other = booking.firm(state="approved"), booking.firm(state="approved")
    add(booking, tour(booking, members=[one.id]))

    with transaction():
        one.delegation_id = None

    assert barred(booking, other) == [[]]


def test_nobody_asks_arranges_or_accepts_for_a_time_while_it_lasts(booking):
    firm, partner = booking.firm(state="approved"), factories.firm(booking.event, "Chongqing")
    third = factories.firm(booking.event, "Chongqing")
    slot, event = booking.event.slots[0].id, booking.event.id
    waiting = meetings.request_meeting(event, third.id, firm.id, by=None)
    add(booking, tour(booking, members=[firm.id]))

    acts = (
        lambda: meetings.request_meeting(event, firm.id, partner.id, by=None, slot_id=slot),
        lambda: meetings.request_meeting(event, partner.id, firm.id, by=None, slot_id=slot),
        lambda: meetings.arrange(event, firm.id, partner.id, by=booking.chamber.id, slot_id=slot),
        lambda: meetings.accept(waiting, firm.id, by=None, slot_id=slot),
    )

    for act in acts:
        with pytest.raises(SlotTaken):
            act()


@pytest.fixture
def met(booking):
    """Two firms of the delegation, of which the first is a bank, each with a meeting in the first slot."""
    firms = [in_sector(booking, BANK), booking.firm(state="approved")]
    made = []
    for firm in firms:
        partner = factories.firm(booking.event, "Chongqing")
        made.append(meetings.request_meeting(booking.event.id, firm.id, partner.id, by=None))
        meetings.accept(made[-1], partner.id, by=None, slot_id=booking.event.slots[0].id)
    return made


@pytest.mark.full
def test_what_it_would_take_is_named_and_nothing_is_written_before_that_is_confirmed(booking, met):
    with pytest.raises(HoursInUse) as asked:
        add(booking, tour(booking, sectors=["L"]))

    assert [(one.meeting_id, one.kind) for one in asked.value.impacts] == [(met[0], "absent")]
    assert db.session.query(VisitBlock).count() == 0

    add(booking, tour(booking, sectors=["L"]), confirmed=asked.value.token)
    assert [db.session.get_one(Meeting, one).state for one in met] == ["agreed", "booked"]


def test_it_may_leave_the_meetings_where_they_are(booking, met):
    with pytest.raises(HoursInUse) as asked:
        add(booking, tour(booking))

    add(booking, tour(booking), confirmed=asked.value.keeping_token, keep=True)

    assert [db.session.get_one(Meeting, one).state for one in met] == ["booked", "booked"]


@pytest.mark.full
def test_one_that_grows_to_more_members_asks_about_theirs_alone(booking, met):
    made, _impacts = add(booking, tour(booking, slot=1, slots=2))
    wider = tour(booking, sectors=["L"])

    with pytest.raises(HoursInUse) as asked:
        visits.change_visit(booking.delegation, made.id, wider, version=made.version, by=1)

    assert [one.meeting_id for one in asked.value.impacts] == [met[0]]


def test_who_changes_it_second_is_told_and_overwrites_nothing(brought):
    made, _impacts = add(brought, tour(brought))
    visits.change_visit(brought.delegation, made.id, tour(brought, label="Harbour"), version=1, by=1)

    with pytest.raises(Stale):
        visits.change_visit(brought.delegation, made.id, tour(brought, label="Airport"), version=1, by=1)

    assert (db.session.get_one(VisitBlock, made.id).label, made.version) == ("Harbour", 2)


def test_what_is_removed_frees_its_time_and_takes_its_lists_along(booking):
    firm = booking.firm()
    made, _impacts = add(booking, tour(booking, members=[firm.id], buses=["1"]))
    with transaction() as session:
        session.add(BusSeat(visit_id=made.id, representative_id=firm.representatives[0].id))

    visits.remove_visit(booking.delegation, made.id, by=1)

    assert barred(booking, firm) == [[]]
    assert [db.session.query(model).count() for model in (VisitBlock, VisitMember, BusSeat)] == [0, 0, 0]


def test_guests_of_the_delegation_come_along_with_what_is_for_all(brought):
    guest = factories.guest(brought.event, delegation_id=brought.delegation.id)

    made, _impacts = add(brought, tour(brought))

    assert list_visits_of_registration(guest) == [made]


def test_it_ends_after_it_starts_and_there_are_only_so_many(brought, monkeypatch):
    start = brought.event.slots[0].starts_at
    with pytest.raises(Invalid, match="visit_ends_early"):
        add(brought, VisitDetails(label="Tour", starts_at=start, ends_at=start - timedelta(minutes=1)))
    with pytest.raises(Invalid, match="buses_too_many"):
        add(brought, tour(brought, buses=[str(number) for number in range(10)]))

    monkeypatch.setattr(visits, "MAX_VISITS", 0)
    with pytest.raises(TooManyVisits):
        add(brought, tour(brought))


@pytest.mark.parametrize(
    ("stay", "barred_slots"),
    [
        ({"arrives_at": 2}, [0, 1]),
        ({"departs_at": 2}, [2, 3, 4, 5]),
        ({"arrives_at": 1, "departs_at": 3}, [0, 3, 4, 5]),
        ({"arrives_at": 3, "departs_at": 1}, []),
    ],
)
def test_outside_its_stay_a_delegation_is_not_booked_though_only_one_end_is_known(booking, stay, barred_slots):
    firm = booking.firm()
    with transaction():
        for name, slot in stay.items():
            setattr(booking.delegation, name, booking.event.slots[slot].starts_at)

    assert barred(booking, firm) == [barred_slots]
