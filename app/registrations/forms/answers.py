"""What a firm was asked besides, as its chamber and the organizer keep it."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField

from app.core.web.forms import Form, LineField, TextField, select_choices
from app.core.web.translations import lazy_gettext as _l

LINE = 100
REMARKS = 2000


def _yes_or_no(value: Any) -> bool | None:
    """The answer of the select; what stands in the database is one already."""
    return value if isinstance(value, bool) else {"True": True, "False": False}.get(str(value))


class AnswersForm(Form):
    seen = HiddenField()
    site_visit = SelectField(
        _l("Site visit"),
        coerce=_yes_or_no,
        choices=select_choices([("", _l("not said")), ("True", _l("yes")), ("False", _l("no"))]),
        validate_choice=False,
    )
    arrival = LineField(_l("Arrival"), most=LINE)
    departure = LineField(_l("Departure"), most=LINE)
    remarks = TextField(_l("Remarks"), most=REMARKS)
