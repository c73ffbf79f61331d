"""The meetings of two with the names of both sides, by time; made once, as making a statement takes longer than asking.

Each row has the columns of the meeting, ``low_`` and ``high_`` those of the firms, when its slot starts and
ends, ``reason_`` those of why it was ended, and ``new_`` those of another time that is proposed for it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.events.models import Slot
from app.meetings.models import Meeting, MeetingReason, MoveProposal
from app.registrations.models import Registration

_LOW, _HIGH = (aliased(Company, name=name) for name in ("low", "high"))
_LOW_SIDE, _HIGH_SIDE = (aliased(Registration, name=name) for name in ("low_side", "high_side"))
_COMPANIES = {"low": _LOW, "high": _HIGH}
_SIDES = {"low": _LOW_SIDE, "high": _HIGH_SIDE}
_NEW_SLOT = aliased(Slot, name="new_slot")
_OF = ("group_id", "delegation_id")
_NAMED = ("name", "name_zh", "seeks_en", "seeks_zh", "seeks_fr")
_WITH_SIDES = (
    select(
        *Meeting.__table__.c,
        *(getattr(side, name).label(f"{which}_{name}") for which, side in _COMPANIES.items() for name in _NAMED),
        *(getattr(side, name).label(f"{which}_{name}") for which, side in _SIDES.items() for name in _OF),
        *(Slot.starts_at, Slot.ends_at, MeetingReason.registration_id.label("reason_by")),
        *(getattr(MeetingReason, name).label(f"reason_{name}") for name in ("choice", "shared", "words")),
        *(getattr(MoveProposal, name).label(f"new_{name}") for name in ("proposer_id", "slot_id", "length", "version")),
        _NEW_SLOT.starts_at.label("new_starts_at"),
    )
    .join(_LOW_SIDE, _LOW_SIDE.id == Meeting.low_id)
    .join(_LOW, _LOW.id == _LOW_SIDE.company_id)
    .join(_HIGH_SIDE, _HIGH_SIDE.id == Meeting.high_id)
    .join(_HIGH, _HIGH.id == _HIGH_SIDE.company_id)
    .outerjoin(Slot, Slot.id == Meeting.slot_id)
    .outerjoin(MeetingReason, MeetingReason.meeting_id == Meeting.id)
    .outerjoin(MoveProposal, MoveProposal.meeting_id == Meeting.id)
    .outerjoin(_NEW_SLOT, _NEW_SLOT.id == MoveProposal.slot_id)
    .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
)


def _either_in(firms: Any) -> ColumnElement[bool]:
    return or_(Meeting.low_id.in_(firms), Meeting.high_id.in_(firms))


_PART = or_(Meeting.low_id == bindparam("firm"), Meeting.high_id == bindparam("firm"))
_PAIR = and_(Meeting.low_id == bindparam("low"), Meeting.high_id == bindparam("high"))
OF_FIRM = _WITH_SIDES.where(_PART)
ONE_OF_FIRM = _WITH_SIDES.where(_PART, Meeting.id == bindparam("meeting"))
OF_FIRMS = _WITH_SIDES.where(_either_in(bindparam("firms", expanding=True)))
OF_DELEGATION = _WITH_SIDES.where(
    _either_in(select(Registration.id).where(Registration.delegation_id == bindparam("delegation")))
)
IN_EVENT = _WITH_SIDES.where(Meeting.event_id == bindparam("event"))
OF_PAIR = _WITH_SIDES.where(_PAIR, Meeting.event_id == bindparam("event"))
OF_PAIR_ANYWHERE = _WITH_SIDES.where(_PAIR)


@cache
def in_states(wanted: Select[Any]) -> Select[Any]:
    """Of these, the meetings in ``states`` alone."""
    return wanted.where(Meeting.state.in_(bindparam("states", expanding=True, type_=String)))
