"""A firm and somebody who acts for it."""

from __future__ import annotations

import pytest

from app.registrations.queries.access import list_company_users
from tests import factories


@pytest.fixture
def firm(app):
    event = factories.event(phase="booking")
    delegation = factories.delegation(event)
    return factories.firm(
        event,
        name="Chongqing Port Co.,Ltd.",
        users=[factories.user("Boss")],
        delegation_id=delegation.id,
        company_values={"name_zh": "重庆港股份有限公司", "sectors": {"is_in": ["5224"], "offers": ["5210"]}},
    )


@pytest.fixture
def boss(client, firm):
    return client.as_user(list_company_users(firm)[0])
