"""Columns and views that are kept."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.lists.models import SavedView
from tests.lists.views.pages import firms_on, url
from tests.support.pages import fields_of, read, text_of


def test_columns_move_by_their_buttons(client, here):
    client.as_user(here.organizer)

    moved = client.get(url(here) + "?column=company&column=title&column=email&up=title")
    heads = [head.text for head in read(client.get(moved.location)).find("thead")[0].find("th")]

    assert heads == ["Job title", "Company", "E-mail"]


@pytest.mark.full
def test_a_view_is_saved_used_changed_and_removed(client, here):
    client.as_user(here.organizer)
    saved = client.post(url(here, "/views", sector="H", column="company"), data={"view-name": " Transport  firms "})
    page = client.get(saved.location)
    assert "View: Transport firms" in page.text
    assert firms_on(page) == ["Quiet", "Agreed"]
    assert "changed" not in text_of(page, ".q-state-wait")

    view = db.session.scalars(select(SavedView)).one()
    changed = client.get(url(here, view=view.id, column="company", sector="5210"))
    assert "changed" in text_of(changed, ".q-state-wait")
    assert firms_on(changed) == ["Agreed"]

    client.post(
        url(here, "/views", view=view.id, column="company", sector="5210"), data={"view-name": "Transport firms"}
    )
    assert firms_on(client.get(url(here, view=view.id))) == ["Agreed"]
    stranger = client.as_user(here.desk)
    assert "Transport firms" not in stranger.get(url(here, view=view.id)).text
    stranger.post(url(here, "/views/removal"), data={"view": view.id})
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 1

    client.as_user(here.organizer).post(url(here, "/views/removal"), data={"view": view.id})
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_a_view_without_a_name_is_not_saved(client, here):
    answer = client.as_user(here.organizer).post(url(here, "/views"), data={"view-name": "  "})

    assert "Give the view a name" in client.get(answer.location).text
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_the_filter_form_keeps_what_it_does_not_hold(client, here):
    page = client.as_user(here.organizer).get(
        url(here, column="company", order="-company", state="draft", use="abroad")
    )

    form = next(form for form in read(page).find("form") if form.attributes.get("role") == "search")
    sent = fields_of(page, form)
    assert (sent["column"], sent["order"], sent["state"], sent["use"]) == ("company", "-company", "draft", "abroad")
