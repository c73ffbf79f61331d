"""Case 9: of all (state, act, actor) only those written down here change anything, over HTTP."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Event, Slot
from app.meetings import services as meetings
from app.meetings.models import Claim, Meeting
from app.registrations.models import Registration
from tests import factories

BOTH = ("asker", "asked")
MEETING_STATES = ["requested", "agreed", "booked", "held", "missed", "declined", "withdrawn", "expired", "cancelled"]
MEETING_ACTS = ["acceptance", "decline", "withdrawal", "time", "cancellation"]
MEETING_MOVES = {
    ("requested", "acceptance", "asked"): "agreed",
    ("requested", "time", "asked"): "booked",
    ("requested", "decline", "asked"): "declined",
    ("requested", "withdrawal", "asker"): "withdrawn",
    **{(state, "cancellation", who): "cancelled" for state in ("agreed", "booked") for who in BOTH},
    **{(state, "time", who): "booked" for state in ("agreed", "booked") for who in BOTH},
}
"""From a state by an act of somebody: the state that follows."""

UNDECIDED = ["invited", "draft", "submitted"]
FIRM_STATES = ["invited", "draft", "submitted", "approved", "rejected", "waiting", "cancelled"]
FIRM_ACTS = ["submission", "approval", "rejection", "waiting", "reopening", "cancellation"]
OWN_SIDE = ("company", "chamber", "organizer")
FIRM_MOVES = {
    **{("draft", "submission", who): "submitted" for who in OWN_SIDE},
    **{("rejected", "reopening", who): "draft" for who in OWN_SIDE},
    **{("cancelled", "reopening", who): "draft" for who in OWN_SIDE[1:]},
    **{(state, "cancellation", who): "cancelled" for state in [*FIRM_STATES[:4], "waiting"] for who in OWN_SIDE},
    **{("invited", "submission", who): "submitted" for who in OWN_SIDE[1:]},
    **{(state, "approval", "organizer"): "approved" for state in UNDECIDED},
    **{(state, "rejection", "organizer"): "rejected" for state in UNDECIDED},
    **{(state, "waiting", "organizer"): "waiting" for state in UNDECIDED},
    ("waiting", "approval", "organizer"): "approved",
}


@pytest.fixture
def pair(app: Any) -> dict[str, tuple[User, int]]:
    """Each with a user: the firm that asked, the one that was asked, and a third."""
    event = factories.event("day", slots=3)
    found = {}
    for who, side in (("asker", "Singapore"), ("asked", "Chongqing"), ("third", "Singapore")):
        user = factories.user()
        found[who] = user, factories.firm(event, side, users=[user]).id
    return found


def test_case_09_only_legal_moves_change_a_meeting(client, pair):
    event = db.session.scalars(select(Event)).one()
    meeting_id = meetings.request_meeting(event.id, pair["asker"][1], pair["asked"][1], by=None)
    slots = list(db.session.scalars(select(Slot.id).where(Slot.kind == "meeting").order_by(Slot.starts_at)))

    def stands(state: str) -> None:
        values = {
            "state": state,
            "slot_id": slots[0],
            "awaiting_id": pair["asked"][1] if state == "requested" else None,
        }
        with transaction() as session:
            session.execute(delete(Claim))
            session.execute(update(Meeting).values(values))

    wrong = []
    for state, act, who in product(MEETING_STATES, MEETING_ACTS, pair):
        stands(state)
        user, firm = pair[who]
        data = {"slot": slots[1], "accept": "1"} if act == "time" else {}
        answer = client.as_user(user).post(f"/events/day/companies/{firm}/meetings/{meeting_id}/{act}", data=data)
        now = db.session.scalars(select(Meeting.state)).one()
        wanted = MEETING_MOVES.get((state, act, who))
        if now != (wanted or state) or (answer.status_code < 400) != (wanted is not None):
            wrong.append(f"{state}, {act} by {who}: {now} ({answer.status_code})")

    assert wrong == [], "\n".join(wrong)


def test_case_09_nobody_acts_in_the_part_of_the_other_side(client, pair):
    event = db.session.scalars(select(Event)).one()
    meeting_id = meetings.request_meeting(event.id, pair["asker"][1], pair["asked"][1], by=None)

    for act in MEETING_ACTS:
        path = f"/events/day/companies/{pair['asked'][1]}/meetings/{meeting_id}/{act}"
        assert client.as_user(pair["asker"][0]).post(path, data={}).status_code == 404

    assert db.session.scalars(select(Meeting.state)).one() == "requested"


def test_case_09_only_legal_moves_change_a_registration(client, app):
    host, chamber = factories.organisation(), factories.organisation()
    event = factories.event("day", run_by=host, phase="registration", approval="by_hand")
    users = {
        "company": factories.user(),
        "chamber": factories.member(chamber, Role.CHAMBER),
        "organizer": factories.member(host, Role.ORGANIZER),
    }
    delegation = factories.delegation(event, of=chamber)
    firm = factories.firm(event, users=[users["company"]], delegation_id=delegation.id)

    wrong = []
    for state, act, who in product(FIRM_STATES, FIRM_ACTS, users):
        with transaction() as session:
            session.execute(update(Registration).values(state=state))
        answer = client.as_user(users[who]).post(f"/events/day/companies/{firm.id}/registration/{act}")
        now = db.session.scalars(select(Registration.state)).one()
        wanted = FIRM_MOVES.get((state, act, who))
        if now != (wanted or state) or (answer.status_code < 400) != (wanted is not None):
            wrong.append(f"{state}, {act} by {who}: {now} ({answer.status_code})")

    assert wrong == [], "\n".join(wrong)
