"""Where the pages of a firm are, and what they write."""

from __future__ import annotations

from app.companies.models import Company
from app.registrations.models import Registration


def at(firm: Registration, rest: str = "profile") -> str:
    return f"/events/{firm.event.slug}/companies/{firm.id}/{rest}"


def company_of(firm: Registration) -> Company:
    assert firm.company is not None
    return firm.company


def codes(firm: Registration, kind: str) -> list[str]:
    return [one.code for one in company_of(firm).sectors if one.kind == kind]
