"""The preview says of a firm that the register has already that it joins this event."""

from __future__ import annotations

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Delegation
from tests.importing.pages import send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor


def test_a_known_firm_joins_the_event_even_where_nothing_else_changes(
    client: Visitor, user: User, event: Event, delegation: Delegation
) -> None:
    db.session.add(
        Company(organisation_id=event.organisation_id, name="Alpha Trading Pte Ltd", country="SG", folded="a")
    )
    db.session.commit()

    sent = send(client.as_user(user), delegation, xlsx(("Company", "Country"), ("Alpha Trading Pte Ltd", "SG")))
    page = text_of(client.get(sent.location))

    assert "1 firm of your register joins this event." in page
    assert "joins this event nothing else" in page
    assert "Nothing would change" not in page
