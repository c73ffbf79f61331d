from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.companies.names.search import search_key
from tests import factories


@pytest.fixture
def event(app):
    return factories.event("matching-day", phase="running")


@pytest.fixture
def firm(event):
    latin, chinese = "Bok Seng Logistics Pte Ltd", "博生物流有限公司"
    named = {"name_zh": chinese, "folded": search_key(latin, chinese)}
    return factories.firm(event, name=latin, company_values=named, people=0)


@pytest.fixture
def person(firm):
    return factories.representative(firm, display_name="Tan Hui Min", name_zh="陈慧敏", phone="+65 9123 0014")


@pytest.fixture
def at_desk(client, event):
    """Somebody at a desk."""
    return client.as_user(factories.event_role(event, Role.DESK, name="Door 1"))
