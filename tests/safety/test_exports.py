"""Case 3: a file that somebody made is theirs alone, for a quarter of an hour, and lies nowhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, now
from app.core.files import EXPORT_MINUTES
from app.core.models import StoredFile
from app.lists.forms import FORMAT_CHOICES
from config import Settings
from tests import factories
from tests.lists.fairs import Fair, fair
from tests.support.clients import Visitor
from tests.support.pages import read


@pytest.fixture
def here(app: Any) -> Fair:
    return fair()


@pytest.fixture
def exported(client: Visitor, here: Fair) -> str:
    return _export(client, here, "csv")


def _export(client: Visitor, here: Fair, kind: str) -> str:
    """The address of a list that the chamber has just had made, of the kind that it asked for."""
    made = client.as_user(here.chamber).post(
        "/events/fair/attendees/exports?use=running&task=contacts",
        data={"kind": kind, "reason": "badges", "language": "en"},
    )
    links = [link.attributes.get("href") or "" for link in read(client.get(made.location)).find("a")]
    stored = db.session.scalars(select(StoredFile).order_by(StoredFile.id.desc()).limit(1)).one()

    assert stored.name.endswith(f".{kind}")
    return next(link for link in links if link.startswith("/files/"))


@pytest.mark.parametrize("kind", FORMAT_CHOICES)
def test_case_03_nobody_else_fetches_an_export(client: Visitor, here: Fair, kind: str) -> None:
    exported = _export(client, here, kind)
    others: list[User] = [here.organizer, here.desk, factories.user(), factories.user()]

    assert client.get(exported).status_code == 200
    assert {client.as_user(other).get(exported).status_code for other in others} == {404}
    assert Visitor(client.application).get(exported).location == f"/sign-in?next={exported}"


def test_case_03_its_address_cannot_be_guessed(client: Visitor, exported: str) -> None:
    secret = exported.rpartition("/")[2]

    assert len(bytes.fromhex(secret)) == 16
    for near in (secret[:-1], secret + "0", f"{int(secret, 16) + 1:032x}", secret.upper(), "1"):
        assert client.get(f"/files/{near}").status_code == 404


def test_case_03_it_dies_after_a_quarter_of_an_hour(app: Any, client: Visitor, exported: str) -> None:
    over = now() + dt.timedelta(minutes=EXPORT_MINUTES, seconds=1)
    app.config["CLOCK"] = lambda: over

    assert EXPORT_MINUTES == 15
    assert client.get(exported).status_code == 404


def test_case_03_it_lies_in_no_folder_and_is_kept_by_no_cache(
    client: Visitor, exported: str, app: Any, settings: Settings
) -> None:
    answer = client.get(exported)
    name = db.session.query(StoredFile.name).order_by(StoredFile.id.desc()).limit(1).scalar()

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    for folder in (Path(app.static_folder), settings.instance):
        assert list(folder.rglob(name)) == []


@pytest.mark.full
@pytest.mark.parametrize("what", ["paper/agendas", "paper/badges", "paper/all"])
def test_case_03_papers_of_the_day_are_fetched_by_who_made_them_alone(client: Visitor, here: Fair, what: str) -> None:
    made = client.as_user(here.organizer).post(f"/events/fair/{what}", data={"key": "1" * 32})
    job = made.location
    others = [here.desk, here.chamber, factories.user()]

    assert client.get(job).status_code == 200
    assert {client.as_user(other).get(job).status_code for other in others} == {404}
    assert Visitor(client.application).get(job).location == f"/sign-in?next={job}"
    for near in (job[:-1], job + "0", job[:-2] + ("00" if job[-2:] != "00" else "11")):
        assert client.as_user(here.organizer).get(near).status_code == 404
