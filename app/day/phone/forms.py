"""What is tapped and typed on a phone."""

from __future__ import annotations

from wtforms import HiddenField

from app.core.errors import Invalid
from app.core.parsing import LARGEST_NUMBER
from app.core.web.forms import CountField, Form, TextField
from app.core.web.translations import lazy_gettext as _l
from app.day.phone.rules import NOTE_LENGTH


class DelayForm(Form):
    minutes = CountField(most=60)

    @property
    def said(self) -> int:
        """Raises Invalid where no number was sent."""
        if not self.validate() or not self.minutes.data:
            raise Invalid
        return int(self.minutes.data)


class NoteForm(Form):
    """``seen``: the version that was written over; ``back``: the page to come back to."""

    note = TextField(_l("Private note"), most=NOTE_LENGTH)
    seen = CountField(most=LARGEST_NUMBER)
    back = HiddenField()

    @property
    def said(self) -> str:
        """Raises Invalid ``note_too_long``."""
        if not self.validate():
            raise Invalid("note_too_long", most=NOTE_LENGTH)
        return self.note.data or ""
