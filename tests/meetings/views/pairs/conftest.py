"""Two firms of each side, and who brings the sheets."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from tests import factories


@pytest.fixture
def firms(event):
    """Of each side two, by what the sheets call them."""
    delegation = factories.delegation(event)
    with transaction():
        return {
            name: factories.firm(
                event, side, name=name, delegation_id=delegation.id if side == "Singapore" else None, people=2
            )
            for side, name in (
                ("Singapore", "YCH Group Pte Ltd"),
                ("Singapore", "Merlion Shipping Pte Ltd"),
                ("Chongqing", "Chongqing Changan Automobile Co., Ltd."),
                ("Chongqing", "Lotus Foods Co., Ltd."),
            )
        }


@pytest.fixture
def visitor(client, event, firms):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))
