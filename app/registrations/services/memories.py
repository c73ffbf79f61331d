"""Remember for an organisation what was said of one of its sheets, or forget it. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from app.accounts.models import Organisation
from app.core.db import db, now
from app.registrations.models import SheetMemory


def remember(organisation_id: int, kind: str, said: Mapping[str, Any], *, by: int | None) -> None:
    """The newest word stands."""
    if not said:
        return
    _one_at_a_time(organisation_id)
    chosen = select(SheetMemory).where(
        SheetMemory.organisation_id == organisation_id, SheetMemory.kind == kind, SheetMemory.key.in_(said)
    )
    held = {one.key: one for one in db.session.scalars(chosen)}
    for key, value in said.items():
        one = held.get(key)
        if one is None:
            db.session.add(SheetMemory(organisation_id=organisation_id, kind=kind, key=key, value=value, said_by=by))
        elif one.value != value:
            one.value, one.said_by, one.at = value, by, now()
    db.session.flush()


def forget(organisation_id: int, kind: str, key: str) -> None:
    db.session.execute(
        delete(SheetMemory).where(
            SheetMemory.organisation_id == organisation_id, SheetMemory.kind == kind, SheetMemory.key == key
        )
    )


def _one_at_a_time(organisation_id: int) -> None:
    """Or two colleagues would both find a header new."""
    keeper = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
