"""Filters on any column, own headings, shared views."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.lists.models import ExportLog, SavedView
from app.registrations.models import DelegationRole, Question, Representative
from tests import factories
from tests.lists.views.pages import ASKED, export, firms_on, url
from tests.support.pages import read


def chips(page):
    return next(found for found in read(page).find("ul") if found.attributes.get("aria-label") == "Filters on columns")


def heads_of(page):
    return [head.text for head in read(page).find("thead")[0].find("th")]


def named(session, name):
    return session.scalars(select(Representative).where(Representative.display_name == name)).one()


def test_a_filter_on_any_column_is_added_shown_and_taken_away(client, here):
    client.as_user(here.organizer)

    added = client.get(url(here, asked="representative", test="has", value="homely", where="company.not.Lone Pte Ltd"))
    page = client.get(added.location)

    assert firms_on(page) == ["Homely"]
    assert "Representative contains homely" in chips(page).text
    without = next(link for link in chips(page).find("a") if "contains" in (link.attributes["aria-label"] or ""))
    assert firms_on(client.get(without.attributes["href"])) == [
        "Quiet",
        "Homely",
        "Refused",
        "Agreed",
        "Silent",
        "City",
    ]


def test_a_filter_tells_nothing_of_what_is_hidden(client, here):
    hidden = url(here, use="home", where="email.has.quiet")
    of_the_desk = url(here, where="email.has.quiet", order="email")

    assert firms_on(client.as_user(here.chamber).get(hidden)) == []
    assert firms_on(client.get(url(here, use="home", where="email.has.agreed"))) == ["Agreed"]
    page = client.as_user(here.desk).get(of_the_desk)
    assert firms_on(page) == []
    assert "that is not yours to see (E-mail)" in read(page).text


def test_a_view_that_filters_by_a_column_that_the_desk_may_not_see_lets_nothing_out(client, here):
    address = url(here, where="dietary.has.halal")
    client.as_user(here.desk)

    page = client.get(address)
    made = client.post(address.replace("/attendees?", "/attendees/exports?"), data=ASKED)

    assert firms_on(page) == []
    assert (made.status_code, db.session.query(ExportLog).count()) == (422, 0)
    assert len(firms_on(client.get(url(here, where="company.filled")))) == 7


def test_the_list_sorts_by_sound_and_by_protocol(client, here):
    with transaction() as session:
        named(session, "Silent Person").vip = True
    client.as_user(here.organizer)

    by_name = firms_on(client.get(url(here, order="-company")))
    by_protocol = firms_on(client.get(url(here, order="protocol")))

    assert by_name == ["Silent", "Refused", "Quiet", "Lone", "Homely", "City", "Agreed"]
    assert by_protocol[:3] == ["Silent", "City", "Agreed"]


def test_by_protocol_the_head_of_the_delegation_stands_before_its_guests_of_honour(client, here):
    with transaction() as session:
        head = named(session, "Agreed Person")
        session.add(DelegationRole(delegation_id=here.own.id, representative_id=head.id, role="head"))
        named(session, "Silent Person").vip = True

    by_protocol = firms_on(client.as_user(here.organizer).get(url(here, order="protocol")))

    assert by_protocol[:2] == ["Agreed", "Silent"]


def test_own_headings_stand_on_the_page_and_in_the_file_which_says_what_they_are(client, here):
    client.as_user(here.organizer)
    sent = client.get(url(here, column="company", t_company="Firma", t_email=""))
    page = client.get(sent.location)

    made = export(client, here, column="company", t_company="Firma")
    links = [link.attributes.get("href") or "" for link in read(client.get(made.location)).find("a")]
    file = client.get(next(link for link in links if link.startswith("/files/"))).data.decode("utf-8-sig")

    assert heads_of(page) == ["Firma"]
    assert file.startswith("Firma\r\n")


@pytest.mark.full
def test_a_shared_view_is_seen_by_whom_it_is_shared_with_and_removed_by_owner_and_organizer(client, here):
    office = db.session.get_one(Organisation, here.event.organisation_id)
    colleague = factories.member(office, Role.ORGANIZER, name="Colin")
    client.as_user(here.organizer)
    for name in ("private", "organisation", "event"):
        client.post(url(here, "/views", q="agreed"), data={"view-name": f"for {name}", "view-shared": name})

    def seen_by(user):
        page = client.as_user(user).get(url(here)).text
        return {name for name in ("private", "organisation", "event") if f"for {name}" in page}

    assert seen_by(here.organizer) == {"private", "organisation", "event"}
    assert seen_by(colleague) == {"organisation", "event"}
    assert seen_by(here.chamber) == {"event"}
    view = db.session.scalars(select(SavedView).where(SavedView.shared == "event")).one()
    assert firms_on(client.get(url(here, view=view.id))) == ["Agreed"]
    client.post(url(here, "/views/removal"), data={"view": view.id})
    assert seen_by(here.chamber) == {"event"}
    client.as_user(colleague).post(url(here, "/views/removal"), data={"view": view.id})
    assert seen_by(here.chamber) == set()


def test_what_the_event_asks_besides_is_a_column_for_running_it(client, here):
    with transaction() as session:
        session.add(Question(event_id=here.event.id, key="shirt", kind="text", subject="person", label_en="Shirt"))
    page = client.as_user(here.organizer).get(url(here, column="answer_shirt"))

    assert heads_of(page) == ["Shirt"]
    assert "Shirt" not in client.as_user(here.desk).get(url(here, column="answer_shirt")).text


def test_a_filter_on_a_column_that_there_is_not_shows_no_row_and_says_so(client, here):
    page = client.as_user(here.organizer).get(url(here, where="nosuch.is.x"))

    assert firms_on(page) == []
    assert "No row is shown" in page.text
