"""The yardstick: the same rows as Qiao's lists, on pages that do nothing else.

Flask, Flask-SQLAlchemy and Jinja as a tutorial shows them: one query that counts, one for fifty rows with what they
join, one template. Nobody signs in, nothing is translated, no frame, no rights, no headers of safety.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.companies.models import Company
from app.core.db import db
from app.core.models import Outbox
from app.core.serving.load_shedding import THREADS
from app.core.serving.request_bodies import BufferedBodies
from app.events.models import Slot
from app.meetings.models import Meeting
from app.registrations.models import Registration, Representation, Representative

ROWS = 50


@dataclass(frozen=True)
class Page:
    """``count`` tells how many rows there are, ``rows`` selects those of the first page."""

    count: Callable[[], Select[Any]]
    rows: Callable[[], Select[Any]]


def _firms() -> Select[Any]:
    return (
        select(Registration)
        .join(Registration.company)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .order_by(Company.name)
    )


def _firms_with_sectors() -> Select[Any]:
    return _firms().options(joinedload(Registration.company).selectinload(Company.sectors))


def _firms_of_delegation() -> Select[Any]:
    kept = _firms_with_sectors().where(Registration.delegation_id.is_not(None))
    return kept.options(selectinload(Registration.representatives)).order_by(None).order_by(Registration.rank)


def _attendees() -> Any:
    return (
        select(Representative, Registration)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .order_by(Registration.rank)
    )


def _meetings() -> Any:
    low, high, one, other = aliased(Company), aliased(Company), aliased(Registration), aliased(Registration)
    return (
        select(Meeting, low, high, Slot)
        .join(one, one.id == Meeting.low_id)
        .join(low, low.id == one.company_id)
        .join(other, other.id == Meeting.high_id)
        .join(high, high.id == other.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
    )


def _of(model: Any) -> Callable[[], Select[Any]]:
    return lambda: select(func.count()).select_from(model)


def _delegation_count() -> Select[Any]:
    return select(func.count()).select_from(Registration).where(Registration.delegation_id.is_not(None))


PAGES = {
    "registrations": Page(_of(Registration), _firms),
    "attendees": Page(_of(Representation), _attendees),
    "directory": Page(_of(Registration), _firms_with_sectors),
    "meetings": Page(_of(Meeting), _meetings),
    "letters": Page(_of(Outbox), lambda: select(Outbox).order_by(Outbox.id.desc())),
    "roster": Page(_delegation_count, _firms_of_delegation),
}


def create_app() -> BufferedBodies:
    """On the database that ``DATABASE_URL`` names, under the same server."""
    app = Flask("bare", template_folder=str(Path(__file__).parent / "templates"))
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    db.init_app(app)
    app.add_url_rule("/<name>", view_func=page)
    return BufferedBodies(app, threads=THREADS, largest=0)


def page(name: str) -> str:
    """The first fifty rows of a list."""
    shown = PAGES.get(name) or abort(404)
    total = db.session.scalar(shown.count())
    return render_template(f"{name}.html", rows=db.session.execute(shown.rows().limit(ROWS)).all(), total=total)
