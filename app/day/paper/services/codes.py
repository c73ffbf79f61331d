"""The codes on papers: of badges, and of the page on which the desk keys in what came of a meeting."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.core.db import db
from app.day.queries.badges import badge_url
from app.documents.qr import qr_path
from app.meetings.models import Meeting
from app.meetings.queries.slips import slip_url
from app.registrations.models import Representative


def badge_codes(people: Collection[int]) -> dict[int, dict[str, Any]]:
    """By person the code that checks it in."""
    rows = db.session.scalars(select(Representative).where(Representative.id.in_(people)))
    return {one.id: _drawn(badge_url(one), gettext("Code of the badge")) for one in rows}


def slip_codes(slips: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], dict[str, Any]]:
    """By meeting, of a group also by guest, the code that leads the desk to where its slip is keyed in."""
    rows = {one.id: one for one in db.session.scalars(select(Meeting).where(Meeting.id.in_({one for one, _ in slips})))}
    return {one: _drawn(slip_url(rows[one[0]], one[1]), gettext("Code of the slip")) for one in slips}


def _drawn(address: str, alt: str) -> dict[str, Any]:
    found = qr_path(address)
    return {"d": found.d, "box": found.view_box, "alt": alt}
