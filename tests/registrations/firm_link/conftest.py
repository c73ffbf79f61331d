from __future__ import annotations

import pytest

from app.registrations.services import company_links as services
from tests import factories


@pytest.fixture
def firm(app):
    delegation = None
    event = factories.event(phase="registration")
    delegation = factories.delegation(event, of=factories.organisation("Singapore chamber"))
    firm = factories.firm(
        event,
        name="Bok Seng Logistics Pte Ltd",
        state="invited",
        delegation_id=delegation.id,
        people=0,
        company_values={"name_zh": "博生物流有限公司", "sector_words": "Heavy transport, warehousing and freight"},
    )
    factories.representative(firm, display_name="Tan Hui Min", title="Director", phone="+65 0000 0014")
    services.create_links([firm])
    return firm
