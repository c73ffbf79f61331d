"""Translated sentences that end with a name, such as "Afari Co., Ltd.", have one full stop."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask
from flask_babel import Babel, Domain
from jinja2 import pass_context
from markupsafe import Markup

MAY_END_TWICE = ")s."
"""In a pattern: a value that may bring a full stop of its own stands before one."""
_FULL_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class Catalogues(Domain):  # type: ignore[misc]  # the library is not typed
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
        functions: dict[str, Any] = app.jinja_env.globals
        functions.update({name: _in_templates(functions[name]) for name in ("gettext", "ngettext")})


def ended_once(sentence: str, pattern: str) -> str:
    """A sentence made of ``pattern``, with one full stop where there are two."""
    if MAY_END_TWICE not in pattern or ".." not in sentence:
        return sentence
    once = _FULL_STOPS.sub(".", str(sentence))
    return Markup(once) if isinstance(sentence, Markup) else once  # noqa: S704 it was safe before


def _in_templates(translate: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def translated(context: Any, string: str, *more: Any, **variables: Any) -> str:
        return ended_once(translate(context, string, *more, **variables), string)

    return translated
