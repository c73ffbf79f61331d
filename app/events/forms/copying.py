from __future__ import annotations

from wtforms.validators import InputRequired

from app.floor.web.forms import DayField, Form
from app.floor.web.lazy_texts import lazy_gettext as _l


class CopyForm(Form):
    """When the next event begins; all its other dates follow."""

    first_day = DayField(_l("First day of the new event"), [InputRequired(_l("Choose the first day."))])
