"""An event with firms of two delegations and one that came by itself, guests, and every word about consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts.models import User
from app.accounts.permissions import Role
from app.events.models import Event
from app.registrations.models import Delegation, Registration
from app.registrations.services.consents import save_consents
from tests import factories

YES = {"attendee_list": True, "contacts": True, "cross_border": True, "public_directory": True}


@dataclass
class Fair:
    event: Event
    own: Delegation
    other: Delegation
    organizer: User
    desk: User
    chamber: User
    firms: dict[str, Registration]


def fair() -> Fair:
    """Firms by their names: Agreed and Silent of the chamber's own delegation; Quiet, Homely, Refused and Hidden of
    another; Lone came by itself; the official is a guest."""
    host, chamber = factories.organisation(), factories.organisation()
    event = factories.event("fair", run_by=host)
    own = factories.delegation(event, of=chamber, name="Own delegation")
    other = factories.delegation(event, name="Other delegation")
    firms = {
        "Agreed": _firm(event, "Agreed", own, rank=1, sectors=["5210"]),
        "Silent": _firm(event, "Silent", own, rank=2, sectors=["6419"], state="draft"),
        "Quiet": _firm(event, "Quiet", other, rank=1, sectors=["5231"]),
        "Homely": _firm(event, "Homely", other, rank=2),
        "Refused": _firm(event, "Refused", other, rank=3),
        "Hidden": _firm(event, "Hidden", other, rank=4, state="cancelled"),
        "Lone": _firm(event, "Lone", None, side="Chongqing", state="submitted"),
        "official": factories.guest(event),
    }
    save_consents(firms["Agreed"], YES, language="en")
    save_consents(firms["Quiet"], {**YES, "contacts": False}, language="en")
    save_consents(firms["Homely"], {**YES, "cross_border": False, "public_directory": False}, language="en")
    save_consents(firms["Refused"], {**YES, "attendee_list": False, "public_directory": False}, language="en")
    save_consents(firms["Hidden"], YES, language="en")
    return Fair(
        event,
        own,
        other,
        factories.member(host, Role.ORGANIZER, name="Olga"),
        factories.event_role(event, Role.DESK, name="Dan"),
        factories.member(chamber, Role.CHAMBER, name="Cham"),
        firms,
    )


def _firm(
    event: Event,
    name: str,
    delegation: Delegation | None,
    *,
    side: str = "Singapore",
    sectors: Any = (),
    **values: Any,
) -> Registration:
    """A firm with one person, whose every field names the firm."""
    word = name.lower()
    made = factories.firm(
        event,
        side,
        name=f"{name} Pte Ltd",
        people=0,
        delegation_id=delegation.id if delegation is not None else None,
        company_values={"sectors": {"is_in": list(sectors)}},
        **values,
    )
    factories.representative(
        made,
        display_name=f"{name} Person",
        email=f"boss@{word}.example",
        phone="+65 6123 4567",
        wechat=f"wx-{word}",
        dietary="vegetarian",
    )
    return made
