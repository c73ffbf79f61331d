"""By what a firm without e-mail is reached: WeChat where anybody has it, else a phone."""

from __future__ import annotations

import pytest
from flask import Flask

from app.registrations.queries.reach import get_reach
from app.registrations.services import access, company_links
from tests import factories


@pytest.mark.parametrize(
    ("contacts", "way"),
    [
        (({"phone": "+65 6000 0000"}, {"wechat": "wx-tan"}), "wechat"),
        (({"phone": "+65 6000 0000"},), "phone"),
        (({"phone": "+65 6000 0000"}, {"email": "tan@tye.sg"}), "mail"),
        (({},), "none"),
    ],
)
def test_the_best_way_of_all_its_people_counts(app: Flask, contacts: tuple[dict[str, str], ...], way: str) -> None:
    firm = factories.firm(factories.event("fair"), people=0)
    for number, contact in enumerate(contacts):
        factories.representative(firm, **{"display_name": f"Person {number}", "email": None, **contact})

    assert get_reach([firm.id])[firm.id].way == way


def test_an_address_that_only_an_account_has_is_known_for_it(app: Flask) -> None:
    users = [factories.user(email="old@tye.sg"), factories.user(email="tan@tye.sg")]
    firm = factories.firm(factories.event("fair"), people=0, users=users)
    factories.representative(firm, display_name="Tan", email="Tan@tye.sg")
    factories.representative(firm, display_name="Lim", email="lim@tye.sg")

    reach = get_reach([firm.id])[firm.id]

    assert reach.mails == ("old@tye.sg", "tan@tye.sg", "lim@tye.sg")
    assert reach.of_accounts == {"old@tye.sg"}


def test_who_came_in_by_the_link_of_one_event_is_not_in_at_another(app: Flask) -> None:
    here, there = factories.event("here", phase="registration"), factories.event("there")
    firm = factories.firm(here)
    later = factories.registration_of(firm.company, there)
    company_links.create_links([firm])

    access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")

    reach = get_reach([firm.id, later.id])
    assert (reach[firm.id].is_in, reach[later.id].is_in, reach[later.id].known) == (True, False, True)
