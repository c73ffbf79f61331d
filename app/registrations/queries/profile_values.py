"""What a firm says of itself at an event, as named values: its company's and those of this registration."""

from __future__ import annotations

from dataclasses import dataclass

from app.companies.facts import FactValue
from app.companies.queries import company_facts as company_values
from app.registrations.models import Registration, Representative

OF_REGISTRATION = ("languages", "needs_interpreter", "goal")
OF_PERSON = (
    *("salutation", "display_name", "name_zh", "family_name", "given_name", "title", "title_zh"),
    *("email", "phone", "wechat", "dietary"),
)
"""What can be written about a person, besides the languages."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions that somebody looked at: of the company and of its registration."""

    company: int
    registration: int


def seen_of(registration: Registration) -> Seen:
    return Seen(registration.company.version if registration.company else 0, registration.version)


def values_of(registration: Registration) -> dict[str, FactValue]:
    """All values by field; ``goal`` "" and ``needs_interpreter`` None where nothing was said."""
    values = company_values(registration.company) if registration.company else {}
    return {
        **values,
        "languages": tuple(sorted(registration.languages)),
        "needs_interpreter": registration.needs_interpreter,
        "goal": registration.goal or "",
    }


def person_values(person: Representative) -> dict[str, FactValue]:
    """What is known of a person, by field."""
    lines: dict[str, FactValue] = {name: getattr(person, name) or "" for name in OF_PERSON}
    return {**lines, "languages": tuple(sorted(person.languages or []))}
