"""How to reach who is expected, in the order of the packs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.day.paper.ground import Firm, Ground, Person
from app.registrations.models import Representative


@dataclass(frozen=True, slots=True)
class Phone:
    person: Person
    firm: Firm
    phone: str
    wechat: str


def phones_of(ground: Ground, event_id: int) -> list[Phone]:
    """Of approved firms and guests, who has a phone or WeChat."""
    rows = select(Representative.id, Representative.phone, Representative.wechat).where(
        Representative.event_id == event_id, Representative.erased_at.is_(None)
    )
    known = {number: (phone or "", wechat or "") for number, phone, wechat in db.session.execute(rows)}
    found = []
    for one in ground.people:
        firm = ground.firms[one.firm_ids[0]]
        phone, wechat = known.get(one.id, ("", ""))
        if firm.approved and (phone or wechat):
            found.append(Phone(one, firm, phone, wechat))
    return found
