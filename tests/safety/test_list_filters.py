"""Case 17: what an address asks of a list is compared with its cells, never run; whatever it is, the page answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.accounts.models import User
from app.db import db
from tests.lists.fairs import fair
from tests.lists.views.pages import firms_on
from tests.safety.corpus import QUERIES
from tests.support.clients import Visitor

PLACES = ("order", "t_company", "q", "column", "sector", "view")


def test_case_17_sort_filter_and_columns_take_any_text_as_a_text(app: Any, client: Visitor, pytestconfig: Any) -> None:
    full = pytestconfig.getoption("full")
    here = fair()
    client.as_user(here.organizer)
    page = f"/events/{here.event.slug}/attendees"
    users = db.session.scalar(select(func.count()).select_from(User))

    for text in QUERIES if full else QUERIES[:3] + QUERIES[14:18]:
        asked: dict[str, Any] = {**dict.fromkeys(PLACES, text), "where": [f"{text}.is.x", f"city.has.{text}"]}
        assert client.get(page, query_string=asked).status_code == 200

    assert len(firms_on(client.get(page, query_string={"where": "company.has.' OR '1'='1"}))) == 0
    assert len(firms_on(client.get(page, query_string={"order": "name desc; drop table users"}))) == 7
    assert db.session.scalar(select(func.count()).select_from(User)) == users
