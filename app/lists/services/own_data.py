"""Somebody's data as a file; whoever takes it out on request is noted."""

from __future__ import annotations

import json
from typing import Any

from flask import g, render_template

from app.accounts.models import User
from app.core import audit
from app.core.db import db, now, transaction
from app.core.mail.rendering import email_language
from app.core.web.locale import language, zone
from app.documents import to_zip
from app.events.models import Event
from app.lists.services.own_page import sections
from app.registrations.models import Representative


def note_fetched(event: Event, person: Representative, *, by: int | None) -> None:
    """``by``: None from the command line."""
    with transaction():
        audit.log_action("person.data_fetched", person, event_id=event.id, by=by)


def note_account_fetched(user: User) -> None:
    """The same of an account with all it stands for, by the operator."""
    with transaction():
        audit.log_action("user.data_fetched", user, by=None)


def _event_of(found: dict[str, list[dict[str, Any]]]) -> Event | None:
    """The newest event that is told of, on whose clocks times stand; None for who has chosen a zone."""
    numbers = {row["event_id"] for rows in found.values() for row in rows if row.get("event_id")}
    if not numbers or any(row.get("zone") for row in found.get("users", ())):
        return None
    return db.session.get(Event, max(numbers))


def packed(found: dict[str, list[dict[str, Any]]]) -> bytes:
    """The two files in one: JSON for another program, a page for people."""
    with email_language(language(), g.get("event") or _event_of(found)):
        told = {"sections": sections(found), "at": now(), "zone": zone().key, "in_language": language()}
        page = render_template("lists/_own_data.html", **told)
    return to_zip(
        {
            "qiao-own-data.json": json.dumps(found, ensure_ascii=False, indent=1).encode(),
            "qiao-own-data.html": page.encode(),
        }
    )
