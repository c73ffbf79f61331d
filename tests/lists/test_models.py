"""What the tables of lists refuse."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.db import breaks, transaction
from app.lists.models import SavedView
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_a_view_is_shared_with_nobody_that_we_do_not_know(app):
    event, user = factories.event("fair"), factories.user()

    with pytest.raises(IntegrityError) as refused, transaction() as session:
        session.add(SavedView(event_id=event.id, user_id=user.id, name="x", shared="strangers"))

    assert breaks(refused.value, "ck_saved_views_shared")
