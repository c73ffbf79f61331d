"""The meetings of two with the names of both sides, by time; made once, as making a statement takes longer than asking.

Each row has the columns of the meeting, ``low_`` and ``high_`` those of the firms, and when its slot starts and ends.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, or_, select

from app.companies.models import Company
from app.db import table_of
from app.events.models import Slot
from app.meetings.models import Meeting
from app.registrations.models import Registration

_M = table_of(Meeting).c
_R, _S = table_of(Registration), table_of(Slot)
_LOW, _HIGH = (table_of(Company).alias(name) for name in ("low", "high"))
_LOW_SIDE, _HIGH_SIDE = (_R.alias(name) for name in ("low_side", "high_side"))
_NAMED = ("name", "name_zh", "seeks_en", "seeks_zh", "seeks_fr")
_WITH_SIDES = (
    select(
        *_M,
        *(side.c[name].label(f"{side.name}_{name}") for side in (_LOW, _HIGH) for name in _NAMED),
        *(_S.c.starts_at, _S.c.ends_at),
    )
    .join(_LOW_SIDE, _LOW_SIDE.c.id == _M.low_id)
    .join(_LOW, _LOW.c.id == _LOW_SIDE.c.company_id)
    .join(_HIGH_SIDE, _HIGH_SIDE.c.id == _M.high_id)
    .join(_HIGH, _HIGH.c.id == _HIGH_SIDE.c.company_id)
    .outerjoin(_S, _S.c.id == _M.slot_id)
    .order_by(_S.c.starts_at.is_(None), _S.c.starts_at, _M.id)
)


def _either_in(firms: Any) -> ColumnElement[bool]:
    return or_(_M.low_id.in_(firms), _M.high_id.in_(firms))


_PART = or_(_M.low_id == bindparam("firm"), _M.high_id == bindparam("firm"))
_PAIR = and_(_M.low_id == bindparam("low"), _M.high_id == bindparam("high"))
OF_FIRM = _WITH_SIDES.where(_PART)
ONE_OF_FIRM = _WITH_SIDES.where(_PART, _M.id == bindparam("meeting"))
OF_FIRMS = _WITH_SIDES.where(_either_in(bindparam("firms", expanding=True)))
OF_DELEGATION = _WITH_SIDES.where(_either_in(select(_R.c.id).where(_R.c.delegation_id == bindparam("delegation"))))
IN_EVENT = _WITH_SIDES.where(_M.event_id == bindparam("event"))
OF_PAIR = _WITH_SIDES.where(_PAIR, _M.event_id == bindparam("event"))
OF_PAIR_ANYWHERE = _WITH_SIDES.where(_PAIR)


@cache
def in_states(wanted: Select[Any]) -> Select[Any]:
    """Of these, the meetings in ``states`` alone."""
    return wanted.where(_M.state.in_(bindparam("states", expanding=True, type_=String)))
