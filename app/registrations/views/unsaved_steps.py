"""What a company does as it stands on the screen, kept in the session over a redirect: a browser without scripts that
goes back then finds a page, and not the answer to a form, which it may not keep."""

from __future__ import annotations

import json
import zlib
from typing import Any, Final

from flask import session

from app.registrations.forms.profiles import ActivityStepForm
from app.registrations.models import Registration

KEY: Final = "work"
MOST_BYTES: Final = 2_000
"""Packed: a browser keeps 4,096 bytes in a cookie, and the session holds more than this."""
FIELDS: Final = ("opened", "is_in", "offers", "seeks", "asked_offers", "asked", "offers_line", "seeks_line", "find")


def save_unsaved_step(registration: Registration, form: ActivityStepForm, shown: dict[str, Any]) -> bool:
    """Keep the fields, and how they are ``shown``; whether there was room for them."""
    values = {name: form[name].data for name in FIELDS}
    if len(zlib.compress(json.dumps(values).encode())) > MOST_BYTES:
        return False
    session[KEY] = [registration.id, values, shown]
    return True


def get_unsaved_step(registration: Registration) -> tuple[ActivityStepForm, dict[str, Any]] | None:
    """What is kept for this company, and how it is shown."""
    key = session.get(KEY)
    if key is None or key[0] != registration.id:
        return None
    return ActivityStepForm(formdata=None, data=key[1]), key[2]


def delete_unsaved_step() -> None:
    session.pop(KEY, None)
