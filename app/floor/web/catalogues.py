"""The catalogues of translations, found by the language at hand: a page looks up a hundred sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import flask_babel
from flask import Flask
from flask.globals import _cv_app
from flask_babel import Babel, Domain, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from markupsafe import Markup, escape

MAY_END_TWICE = ")s."
"""In a pattern: a value that may bring a full stop of its own stands before one."""
_FULL_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class Catalogues(Domain):  # type: ignore[misc]  # the library is not typed
    """As Flask-Babel's own, which spells the whole name of the language out for each sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self.known:
            self.known[locale.language] = super().get_translations()
        return self.known[locale.language]

    def gettext(self, string: str, **variables: Any) -> str:
        return ended_once(super().gettext(string, **variables), string)

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        return ended_once(super().ngettext(singular, plural, num, **variables), singular)


class Translations(Babel):  # type: ignore[misc]  # the library is not typed
    @cached_property
    def domain_instance(self) -> Catalogues:
        return Catalogues(domain=self.domain)

    def init_app(self, app: Flask, **options: Any) -> None:
        super().init_app(app, **options)
        told: dict[str, Any] = app.jinja_env.globals
        told.update({name: _in_templates(told[name]) for name in ("gettext", "ngettext")})


def _escaped(sentence: LazyString) -> str:
    return escape(str(sentence))


LazyString.__html__ = _escaped
"""The library takes what is translated late for markup, and with it the names that somebody wrote into the sentence."""


def _language_kept() -> SimpleNamespace | None:
    """Where the library keeps the language of a request, or None outside of any. It goes there by proxies, several
    times for each sentence and each time of day."""
    here = _cv_app.get(None)
    if here is None:
        return None
    kept: dict[str, Any] = here.g.__dict__
    if "_flask_babel" not in kept:
        kept["_flask_babel"] = SimpleNamespace()
    return cast(SimpleNamespace, kept["_flask_babel"])


flask_babel._get_current_context = _language_kept


def ended_once(sentence: str, pattern: str) -> str:
    """A sentence made of ``pattern``: what ends with a name such as "Afari Co., Ltd." has one full stop, not two."""
    if MAY_END_TWICE not in pattern or ".." not in sentence:
        return sentence
    once = _FULL_STOPS.sub(".", str(sentence))
    return Markup(once) if isinstance(sentence, Markup) else once  # noqa: S704 it was safe before


def _in_templates(translate: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def told(context: Any, string: str, *more: Any, **variables: Any) -> str:
        return ended_once(translate(context, string, *more, **variables), string)

    return told
