"""A chamber with its delegation at an event, for the tests of its pages and acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.events.models import Event
from app.registrations.models import CompanyLink, Delegation, Registration
from app.registrations.queries.company_links import find_link
from app.registrations.services.company_links import create_links
from tests import factories


@dataclass
class Brought:
    """A delegation and those who look after it."""

    event: Event
    delegation: Delegation
    house: Organisation
    chamber: User
    organizer: User

    def firm(self, name: str = "", *, email: str | None = None, **values: Any) -> Registration:
        """A firm of the delegation with one person and a link."""
        made = factories.firm(self.event, name=name, delegation_id=self.delegation.id, people=0, **values)
        factories.representative(made, email=email, wechat=None if email else "wx")
        create_links([made])
        return made

    def link(self, firm: Registration) -> CompanyLink:
        """The firm's link, read anew."""
        link = find_link(firm)
        assert link is not None
        return link

    @property
    def address(self) -> str:
        return f"/events/{self.event.slug}/delegations/{self.delegation.id}"


@pytest.fixture
def brought(app) -> Brought:
    """In the phase of registration, without firms."""
    office, house = factories.organisation("Office"), factories.organisation("Chamber")
    event = factories.event("day", run_by=office, phase="registration")
    return Brought(
        event,
        factories.delegation(event, of=house),
        house,
        factories.member(house, Role.CHAMBER, name="Ms Chamber"),
        factories.member(office, Role.ORGANIZER, name="Mr Office"),
    )
