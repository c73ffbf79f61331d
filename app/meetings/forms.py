"""What a firm types about a meeting."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from app.floor.web.forms import CountField, Form, TextField, options
from app.kernel.whole import LARGEST
from app.meetings.models import MESSAGE_LENGTH


class TimeForm(Form):
    """A chosen time and a few words; ``key`` makes a repeated post harmless, ``seen`` (how the meeting stood on the
    page) a late one.
    """

    slot = CountField(_l("Time"), most=LARGEST)
    message = TextField(_l("Message"), most=MESSAGE_LENGTH)
    key = HiddenField()
    seen = HiddenField()


class AskForm(TimeForm):
    priority = RadioField(
        _l("Your priority"),
        choices=options([("must", _l("must")), ("want", _l("want")), ("open", _l("open"))]),
        default="want",
    )


class DeclineForm(Form):
    reason = TextField(_l("A word to the other side"), most=MESSAGE_LENGTH)
    key = HiddenField()
