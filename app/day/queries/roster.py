"""What a desk's device must know to go on without a network: who may come, and by which code; nothing else of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.companies.names.spellings import display_names
from app.core.db import db
from app.day.queries.badges import token_of
from app.day.queries.people import Person
from app.registrations.models import Representative


def roster_of(event_id: int, people: Sequence[Person], language: str) -> list[dict[str, Any]]:
    """Of each: number, name and firm in the reader's script, how the name may be typed, the last digits of the phone,
    since when here, and the fingerprint of the code, from which no code can be made."""
    codes = fingerprints_of(event_id)
    return [
        {
            "id": one.id,
            "name": display_names(one, language).first,
            "firm": display_names(one.firm, language).first,
            "key": one.key,
            "end": one.end_of_phone,
            "here": int(one.here.at.timestamp() * 1000) if one.here else None,
            "code": codes.get(one.id, ""),
        }
        for one in people
    ]


def fingerprints_of(event_id: int) -> dict[int, str]:
    """By person: what a device compares a scanned code's own fingerprint with."""
    chosen = select(Representative).where(Representative.event_id == event_id, Representative.erased_at.is_(None))
    return {one.id: hashlib.sha256(token_of(one).encode()).hexdigest()[:32] for one in db.session.scalars(chosen)}
