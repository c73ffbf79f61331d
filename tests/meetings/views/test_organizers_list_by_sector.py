"""The organizer's list of meetings narrowed by the sectors of both sides."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.meetings import services
from tests import factories
from tests.meetings.views.test_organizers_list import shown

BANKING, LEASING, PORTS, FOOD = "6419", "6491", "5222", "1010"


def of(event, side, name, *codes):
    return factories.firm(event, side, name=name, company_values={"sectors": {"is_in": codes, "seeks": [FOOD]}}).id


@pytest.fixture
def visitor(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def made(event):
    """Bank with port, bank with bank, port with bank, port with who names no sector: the first of Singapore each."""
    bank, port = of(event, "Singapore", "Bank", BANKING), of(event, "Singapore", "Harbour", PORTS)
    there, docks = of(event, "Chongqing", "Lender", LEASING, BANKING), of(event, "Chongqing", "Docks", PORTS)
    unsaid = of(event, "Chongqing", "Unsaid")
    pairs = [(bank, docks), (bank, there), (port, there), (port, unsaid)]
    return [services.request_meeting(event.id, one, other, by=None) for one, other in pairs]


@pytest.mark.full
def test_sector_and_side_are_of_one_firm_and_the_met_sector_of_the_other(visitor, event, made):
    bank_docks, bank_bank, port_bank, port_none = made
    singapore = next(group.id for group in event.groups if group.names.en == "Singapore")
    expected = {
        "sector=L": {bank_docks, bank_bank, port_bank},
        "sector=64": {bank_docks, bank_bank, port_bank},
        f"sector={LEASING}": {bank_bank, port_bank},
        "sector=L&met=L": {bank_bank},
        "sector=L&met=H": {bank_docks, port_bank},
        "sector=H&met=L": {bank_docks, port_bank},
        f"group={singapore}&sector=L&met=H": {bank_docks},
        f"group={singapore}&sector=H&met=L": {port_bank},
        "sector=none": {port_none},
        "sector=H&met=none": {port_none},
        "sector=L&met=none": set(),
        f"sector={FOOD[:2]}": set(),
        "sector=' or 1&met=0000": set(made),
    }

    assert {query: set(shown(visitor, event, query)) for query in expected} == expected
