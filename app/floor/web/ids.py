"""Fields for what a page says by numbers that nobody types: which of several things, and how something stood."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField
from wtforms.validators import Optional

from app.floor.web.forms import NONE_OF_THE_LIST
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.kernel.whole import whole


class IdField(IntegerField):
    """One of several things, by its id, or none: ``data`` is an int or None. ``choose``: what is said of a value that
    names none of them, as "Choose one of the times."."""

    def __init__(self, label: Any = None, *, choose: Any = NONE_OF_THE_LIST, **kwargs: Any) -> None:
        self.choose = choose
        super().__init__(label, kwargs.pop("validators", [Optional()]), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        given = str(valuelist[0]).strip() if valuelist else ""
        if given:
            number = whole(given)
            if number is None or number < 1:
                raise ValueError(self.choose)
            self.data = number


class SeenField(HiddenField):
    """How something stood on the page from which a form comes, as a number; None where the page did not say."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = str(valuelist[0]).strip() if valuelist else ""
        self.data = whole(given) if given else None
        if given and self.data is None:
            raise ValueError(_l("What was sent could not be understood. Nothing was changed."))

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)
