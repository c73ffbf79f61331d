"""What is tapped and typed on a phone."""

from __future__ import annotations

from app.floor.web.forms import CountField, Form
from app.kernel.errors import Invalid


class LateForm(Form):
    minutes = CountField(most=60)

    @property
    def said(self) -> int:
        """Raises Invalid where no number was sent."""
        if not self.validate() or not self.minutes.data:
            raise Invalid
        return int(self.minutes.data)
