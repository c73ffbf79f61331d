"""A bank and a port that suit each other."""

from __future__ import annotations

from app.accounts.models import User
from app.events.models import Event
from app.registrations.models import Registration
from tests import factories

PORT = {"offers": ["5224", "5210"], "seeks": ["6419"]}
BANK = {"offers": ["6419"], "seeks": ["5210"]}


def bank(event: Event, user: User) -> Registration:
    return factories.firm(event, "Singapore", name="Bank", users=[user], company_values={"sectors": BANK})


def port(event: Event, name_zh: str | None = None) -> Registration:
    values = {"sectors": PORT, "name_zh": name_zh}
    return factories.firm(event, "Chongqing", name="Chongqing Port", company_values=values)
