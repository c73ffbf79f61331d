"""A person reads the lists that hold her name, takes her consent back, and then erases herself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, now
from app.core.personal_data import ERASED_NAME
from app.lists.models import ExportLog
from app.lists.queries.matching_rows import ListReach
from app.lists.selection import LIST_USES, ListSelection
from app.lists.services import ExportRequest, create_export
from app.registrations.models import Consent, Representative
from app.registrations.services.consents import save_consents
from tests import factories

NAME = "Ms Lin Xiaoyan"


@pytest.fixture
def listed(app):
    """Somebody who stands for a firm, agreed to the list and was taken home in one: (user, registration)."""
    event = factories.event("matching-day")
    user = factories.user(NAME)
    firm = factories.firm(event, name="Chongqing Port", users=[user], people=0)
    factories.representative(firm, display_name=NAME, email=user.email, user_id=user.id)
    db.session.expire_all()
    save_consents(firm, {"attendee_list": True, "contacts": True, "cross_border": True}, language="en", by=user.id)
    taker = factories.member(event.organisation, "organizer", name="Olga")
    wish = ExportRequest(
        selection=ListSelection(use=LIST_USES["abroad"]),
        reach=ListReach(event.id),
        by=taker.id,
        kind="csv",
        language="en",
        reason="r",
    )
    create_export(event, wish)
    return user, firm


def test_who_reads_where_her_name_went_takes_it_back_and_goes(arrive, listed):
    user, firm = listed
    firm_page = f"/events/matching-day/companies/{firm.id}"
    person = arrive(f"{firm_page}/lists", user=user)
    person.see(NAME)

    person.follow('main a[href$="#consent"]')
    person.follow('form[action$="/consents/contacts/withdrawal"] button')
    person.go("/account")
    person.follow('main a[href$="/account/erasure"]')
    person.see("Chongqing Port")
    person.choose("sure", "y")
    person.follow("main form button.btn-danger")

    assert person.path == "/sign-in"
    person.go(firm_page)
    assert person.path == "/sign-in"
    db.session.rollback()
    assert [one.display_name for one in db.session.scalars(select(Representative))] == [ERASED_NAME]
    assert db.session.get_one(User, user.id).email is None
    assert len(db.session.scalars(select(Consent).where(Consent.withdrawn_at <= now())).all()) == 2
    assert db.session.scalars(select(ExportLog.row_count)).all() == [1]
