"""What is typed at the desk."""

from __future__ import annotations

from app.day.models import DESK_LENGTH
from app.floor.web.forms import Form, LineField


class ScanForm(Form):
    typed = LineField(most=400)


class LetInForm(Form):
    """``code``: the badge that was read, if it was; ``digits`` of a phone, if these led to the person."""

    code = LineField(most=60)
    digits = LineField(most=4)


class DeskNameForm(Form):
    name = LineField(most=DESK_LENGTH)
