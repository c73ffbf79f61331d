"""What a firm was asked besides its profile: remarks, site visit, arrival, departure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from app.core import audit
from app.core.db import transaction
from app.core.errors import Stale
from app.registrations.models import Registration

EDITABLE: Final = ("site_visit", "arrival", "departure", "remarks")


class AnswersChanged(Stale):
    """Somebody saved these answers since they were read; nothing was written."""

    code = "answers_changed"


def keep(registration: Registration, said: Mapping[str, Any], *, seen: str, by: int) -> None:
    """Put these answers in the place of the old ones; an empty one is taken out, the others stay.

    ``seen``: the ``print_of`` what was looked at. Raises AnswersChanged where somebody saved others since.
    """
    registration_id = registration.id
    with transaction() as session:
        kept = session.get_one(Registration, registration_id, populate_existing=True, with_for_update=True)
        if print_of(kept) != seen:
            raise AnswersChanged
        changed = sorted(name for name, value in said.items() if (value or None) != kept.answers.get(name))
        if changed:
            merged = {**kept.answers, **said}
            kept.answers = {name: value for name, value in merged.items() if value not in (None, "", [])}
            audit.log_action("registration.answers_saved", kept, event_id=kept.event_id, by=by, fields=changed)


def print_of(registration: Registration) -> str:
    """A word that stands for exactly the answers that may be edited: another saving, another word."""
    stored = [registration.answers.get(name) for name in EDITABLE]
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]
