"""What a firm was asked besides its profile: remarks, site visit, arrival, departure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.db import transaction
from app.floor import notices
from app.registrations.models import Registration

EDITABLE: Final = ("site_visit", "arrival", "departure", "remarks")


def keep(registration: Registration, said: Mapping[str, Any], *, by: int) -> None:
    """Put these answers in the place of the old ones; an empty one is taken out, the others stay."""
    registration_id = registration.id
    with transaction() as session:
        kept = session.get_one(Registration, registration_id, populate_existing=True)
        changed = sorted(name for name, value in said.items() if (value or None) != kept.answers.get(name))
        if changed:
            merged = {**kept.answers, **said}
            kept.answers = {name: value for name, value in merged.items() if value not in (None, "", [])}
            notices.write("registration.answers_saved", kept, event_id=kept.event_id, by=by, fields=changed)
