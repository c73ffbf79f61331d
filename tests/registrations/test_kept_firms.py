"""A chamber brings a firm that was at other events without it: its link must not open what the firm did there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import db
from app.registrations.models import JoinRequest, Registration
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from tests import factories
from tests.support.clients import Visitor

NAME = "Keppel Harbour Pte Ltd"


@pytest.fixture
def host(app: Any) -> Any:
    return factories.organisation("Host")


def brought(
    client: Visitor, host: Any, *, before: str, people: bool = True, email: str | None = ""
) -> tuple[Registration, User]:
    """A firm that was here last year (``before``: how it came), brought again by a chamber; and that chamber's user."""
    chamber, other = factories.organisation("Chamber"), factories.organisation("Other chamber")
    past, event = factories.event("last-year", run_by=host), factories.event("this-year", run_by=host)
    ways = {"alone": None, "same": chamber, "other": other}
    delegation = factories.delegation(past, of=ways[before]).id if ways[before] else None
    known = factories.firm(
        past, name=NAME, users=[factories.user("Its boss", email)] if people else [], delegation_id=delegation
    )
    now = factories.delegation(event, of=chamber)
    firm = factories.registration_of(known.company, event, delegation_id=now.id)
    create_links([firm])
    return firm, factories.member(chamber, Role.CHAMBER)


def path_of(firm: Registration) -> str:
    link = find_link(firm)
    assert link is not None
    return f"/f/{get_link_token(link)}"


def acting() -> int:
    return db.session.query(CompanyUser).count()


@pytest.mark.parametrize("before", ["alone", "other"])
def test_the_link_lets_nobody_into_a_firm_that_others_brought_before(client, host, before):
    firm, _member = brought(client, host, before=before)
    stranger = Visitor(client.application)

    answer = stranger.post(path_of(firm), data={"act": "yes"})

    assert f"{NAME} is here already" in answer.text
    assert "Host can also let you in" in answer.text
    assert acting() == 1


def test_the_chamber_lets_nobody_in_there_and_the_organizer_does(client, host):
    firm, member = brought(client, host, before="other")
    Visitor(client.application).post(f"{path_of(firm)}/join", data={"name": "Mallory"})
    asked = db.session.query(JoinRequest).one()
    yes = f"/events/this-year/companies/{firm.id}/joins/{asked.id}/yes"

    assert client.as_user(member).post(yes).status_code == 403
    assert acting() == 1
    assert client.as_user(factories.member(host, Role.ORGANIZER)).post(yes).status_code == 302
    assert acting() == 2


@pytest.mark.parametrize(("email", "acts"), [(None, 2), ("", 1)])
def test_a_chamber_that_brings_its_firm_again_gives_it_its_link_unless_its_people_sign_in(client, host, email, acts):
    firm, _member = brought(client, host, before="same", email=email)

    answer = Visitor(client.application).post(path_of(firm), data={"act": "yes"})

    assert acting() == acts
    assert answer.status_code == (302 if email is None else 200)


def test_the_firms_own_people_find_their_way_by_it(client, host):
    firm, _member = brought(client, host, before="other")

    answer = client.as_user(boss()).get(path_of(firm))

    assert answer.location.startswith(f"/events/this-year/companies/{firm.id}/")


def boss() -> User:
    return db.session.scalars(select(User).where(User.name == "Its boss")).one()


@pytest.mark.parametrize(("before", "status"), [("other", 403), ("alone", 403), ("same", 422)])
def test_a_chamber_writes_the_profile_of_no_firm_that_keeps_it_itself(client, host, before, status):
    firm, member = brought(client, host, before=before)
    chamber, organizer = client.as_user(member), factories.member(host, Role.ORGANIZER)
    at = f"/events/this-year/companies/{firm.id}"

    page = chamber.get(f"{at}/profile").text
    assert ("keeps this profile itself" in page) == (status == 403)
    assert ("Save the profile" in page) == (status != 403)
    assert chamber.post(f"{at}/profile", data={"act": "save"}).status_code == status
    assert chamber.post(f"{at}/logo").status_code == status
    assert chamber.post(f"{at}/welcome/you").status_code == status
    assert client.as_user(organizer).post(f"{at}/profile", data={"act": "save"}).status_code == 422


@pytest.mark.parametrize(("before", "status"), [("other", 403), ("alone", 403), ("same", 422)])
def test_a_chamber_writes_the_profile_of_no_firm_that_others_registered_first(client, host, before, status):
    firm, member = brought(client, host, before=before, people=False)
    chamber, organizer = client.as_user(member), factories.member(host, Role.ORGANIZER)
    at = f"/events/this-year/companies/{firm.id}"

    page = chamber.get(f"{at}/profile").text
    assert (f"Others registered {NAME} first" in page) == (status == 403)
    assert ("Save the profile" in page) == (status != 403)
    assert chamber.post(f"{at}/profile", data={"act": "save"}).status_code == status
    assert chamber.post(f"{at}/logo").status_code == status
    assert chamber.post(f"{at}/welcome/you").status_code == status
    assert client.as_user(organizer).post(f"{at}/profile", data={"act": "save"}).status_code == 422


@pytest.fixture
def brought_by_two(host):
    """A firm without people, as the chamber that registered it first has it, and that chamber."""
    first, past = factories.organisation("First chamber"), factories.event("last-year", run_by=host)
    firm = factories.firm(past, name=NAME, delegation_id=factories.delegation(past, of=first).id)
    later = factories.event("this-year", run_by=host)
    again = factories.delegation(later, of=factories.organisation("Chamber"))
    factories.registration_of(firm.company, later, delegation_id=again.id)
    return firm, first


def test_not_even_the_first_chambers_link_opens_a_firm_that_another_brought_elsewhere(client, brought_by_two):
    firm, _first = brought_by_two
    create_links([firm])

    answer = Visitor(client.application).post(path_of(firm), data={"act": "yes"})

    assert (answer.status_code, acting()) == (200, 0)


def test_the_chamber_that_registered_a_firm_still_writes_its_profile_when_another_brings_it(client, brought_by_two):
    firm, first = brought_by_two

    answer = client.as_user(factories.member(first, Role.CHAMBER)).post(
        f"/events/last-year/companies/{firm.id}/profile", data={"act": "save"}
    )

    assert answer.status_code == 422


def test_a_chamber_takes_no_access_from_the_people_of_such_a_firm(client, host):
    firm, member = brought(client, host, before="other")
    [boss] = db.session.scalars(select(CompanyUser)).all()

    answer = client.as_user(member).post(f"/events/this-year/companies/{firm.id}/colleagues/{boss.user_id}/removal")

    assert answer.status_code == 403
    assert acting() == 1
