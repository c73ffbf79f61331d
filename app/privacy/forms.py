"""Confirm that somebody's data goes; how long an event keeps its people."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, RadioField
from wtforms.validators import DataRequired, InputRequired

from app.core.web.forms import CountField, Form, LineField, select_choices
from app.core.web.translations import lazy_gettext as _l
from app.events.retention import LEAST_KEEP_DAYS, MOST_KEEP_DAYS
from app.privacy.erasure import REASONS_ON_REQUEST, ErasureReason
from app.privacy.services.retention import MAX_HOLD_REASON_LENGTH

REASON_LABELS = {
    ErasureReason.ASKED_IN_WRITING: _l("Asked for in writing"),
    ErasureReason.ASKED_IN_PERSON: _l("Asked for in person or by phone"),
    ErasureReason.MISTAKE: _l("Should never have been here"),
    ErasureReason.AUTHORITY: _l("An authority or a court says so"),
}


class EraseForm(Form):
    """``sure``: a tick, so that no single click erases anybody."""

    refused_with: int = 0
    """The status of a refusal by the service."""
    sure = BooleanField(_l("I know that this cannot be undone"), [InputRequired(_l("Tick this: it cannot be undone."))])


class EraseOwnForm(EraseForm):
    present = PasswordField(_l("Your password"))


class EraseOnRequestForm(EraseForm):
    why = RadioField(
        _l("Why"),
        [InputRequired(_l("Choose a reason."))],
        choices=select_choices([(reason.value, REASON_LABELS[reason]) for reason in REASONS_ON_REQUEST]),
    )


class KeepDaysForm(Form):
    days = CountField(
        _l("Days after the last day of the event"),
        validators=[InputRequired(_l("Write a number of days."))],
        least=LEAST_KEEP_DAYS,
        most=MOST_KEEP_DAYS,
    )


class HoldForm(Form):
    reason = LineField(
        _l("Reason for the hold"), [DataRequired(_l("Write why they are kept longer."))], most=MAX_HOLD_REASON_LENGTH
    )
