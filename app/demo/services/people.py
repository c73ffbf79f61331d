"""The organisations of the model event and who signs in for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.accounts.services import create_organisation, create_user, give_event_role, join_organisation
from app.events.models import Event
from app.meetings.interpreting import InterpreterDraft
from app.meetings.services import add_interpreter

INTERPRETERS: Final = (
    ("Interpreter 1 翻译一", ("zh", "en"), ("H",)),
    ("Interpreter 2 翻译二", ("zh", "en"), ("L",)),
    ("Interpreter 3 翻译三", ("zh", "en", "fr"), ()),
)
"""By what they are called, their languages, and the sections of what they know of; no real persons either."""


@dataclass(frozen=True)
class Cast:
    """Everybody who signs in at the model event."""

    office: Organisation
    chamber_house: Organisation
    administrator: User
    organizer: User
    chamber: User
    desk: User
    head: User


def cast() -> Cast:
    """The zone's investment office, the Singapore chamber, and their people (offices, no real persons)."""
    office = create_organisation(
        "Lianglu Cuntan investment office", "两路寸滩投资促进局", "Bureau d’investissement de Lianglu Cuntan"
    )
    chamber_house = create_organisation(
        "Singapore chamber", "新加坡商会", "Chambre de commerce de Singapour", owner_id=office.id
    )
    people = Cast(
        office=office,
        chamber_house=chamber_house,
        administrator=create_user("Investment office, administrator", "administrator@office.example.org"),
        organizer=create_user("Investment office", "organizer@office.example.org", zone="Asia/Shanghai"),
        chamber=create_user("Singapore chamber", "assistant@chamber.example.org", zone="Asia/Singapore"),
        desk=create_user("Desk, hall 2", "desk@office.example.org"),
        head=create_user("Head of the delegation", "head@chamber.example.org", zone="Asia/Singapore"),
    )
    join_organisation(people.administrator, office, Role.ADMINISTRATOR)
    join_organisation(people.organizer, office, Role.ORGANIZER)
    join_organisation(people.chamber, chamber_house, Role.CHAMBER)
    return people


def staff(event: Event, people: Cast) -> None:
    """Who works at the desk of the event."""
    give_event_role(people.desk, event.id, Role.DESK, by=people.organizer.id)


def hire_interpreters(event: Event, people: Cast) -> None:
    """As many as the event counts on: one of them also speaks French."""
    for name, languages, sectors in INTERPRETERS:
        draft = InterpreterDraft(name, languages, sectors=sectors, longest_run=6)
        add_interpreter(event.id, draft, by=people.organizer.id)
