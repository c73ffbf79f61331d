"""Texts that are translated when they are shown. Flask-Babel's own pass for markup, with the names in them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext, pgettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape


class LazyText(LazyString):  # type: ignore[misc]  # the library is not typed
    """A text in the language of whoever reads it; escaped in a page."""

    def __html__(self) -> Markup:
        return escape(str(self))


def lazy_gettext(text: str, **values: Any) -> LazyText:
    return LazyText(gettext, text, **values)


def lazy_ngettext(one: str, many: str, num: int, **values: Any) -> LazyText:
    return LazyText(ngettext, one, many, num, **values)


def lazy_pgettext(context: str, text: str, **values: Any) -> LazyText:
    return LazyText(pgettext, context, text, **values)
