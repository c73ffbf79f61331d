"""Case 17: what an address asks of a list is compared with its cells, never run; whatever it is, the page answers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from tests.lists.fairs import fair
from tests.lists.views.pages import firms_on
from tests.safety.corpus import QUERIES
from tests.support.clients import Visitor

FEW = QUERIES[:3] + QUERIES[14:18]
PLACES = ("order", "t_company", "q", "column", "sector", "view")


@pytest.mark.parametrize("texts", [FEW, pytest.param(QUERIES, marks=pytest.mark.full)], ids=["few", "every"])
def test_case_17_sort_filter_and_columns_take_any_text_as_a_text(
    app: Any, client: Visitor, texts: tuple[str, ...]
) -> None:
    here = fair()
    client.as_user(here.organizer)
    page = f"/events/{here.event.slug}/attendees"
    users = db.session.scalar(select(func.count()).select_from(User))

    for text in texts:
        asked: dict[str, Any] = {**dict.fromkeys(PLACES, text), "where": [f"{text}.is.x", f"city.has.{text}"]}
        assert client.get(page, query_string=asked).status_code == 200

    assert len(firms_on(client.get(page, query_string={"where": "company.has.' OR '1'='1"}))) == 0
    assert len(firms_on(client.get(page, query_string={"order": "name desc; drop table users"}))) == 7
    assert db.session.scalar(select(func.count()).select_from(User)) == users
