"""Texts translated when they are shown, sentences with one full stop, Chinese stops without a space."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask, Response
from flask_babel import Babel, Domain, gettext, pgettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from markupsafe import Markup, escape

NAME_BEFORE_STOP = ")s."
"""In a pattern: a value that may bring a full stop of its own stands before one."""
_FULL_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class SingleStopDomain(Domain):  # type: ignore[misc]  # the library is not typed
    def gettext(self, string: str, **variables: Any) -> str:
        return with_single_stop(super().gettext(string, **variables), string)

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        return with_single_stop(super().ngettext(singular, plural, num, **variables), singular)


class SingleStopBabel(Babel):  # type: ignore[misc]  # the library is not typed
    @cached_property
    def domain_instance(self) -> SingleStopDomain:
        return SingleStopDomain(domain=self.domain)

    def init_app(self, app: Flask, **options: Any) -> None:
        super().init_app(app, **options)
        functions: dict[str, Any] = app.jinja_env.globals
        functions.update({name: _template_gettext(functions[name]) for name in ("gettext", "ngettext")})


def with_single_stop(sentence: str, pattern: str) -> str:
    """A sentence made of ``pattern``, with one full stop where there are two."""
    if NAME_BEFORE_STOP not in pattern or ".." not in sentence:
        return sentence
    once = _FULL_STOPS.sub(".", str(sentence))
    return Markup(once) if isinstance(sentence, Markup) else once  # noqa: S704 it was safe before


def _template_gettext(translate: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def translated(context: Any, string: str, *more: Any, **variables: Any) -> str:
        return with_single_stop(translate(context, string, *more, **variables), string)

    return translated


class LazyText(LazyString):  # type: ignore[misc]  # the library is not typed
    """A text in the language of whoever reads it; escaped in a page."""

    def __html__(self) -> Markup:
        return escape(str(self))


def lazy_gettext(text: str, **values: Any) -> LazyText:
    return LazyText(gettext, text, **values)


def lazy_pgettext(context: str, text: str, **values: Any) -> LazyText:
    return LazyText(pgettext, context, text, **values)


CHINESE_STOPS = "。？！；"
_PARTS = re.compile(
    r"<(?:textarea|pre|script|style)\b.*?</(?:textarea|pre|script|style)>"
    r"|(?P<stop>[。？！；](?:</(?:b|em|small|span|strong)>)*(?:</a>(?!\s*<a\b))?)(?: +|\n +)(?=[^\s·])"
    r"|<[^>]*>",
    re.DOTALL,
)
"""A stop with what closes after it, outside of tags and of texts that are shown as they are. Between two links a space
stays: they would look like one."""


def remove_gaps(html: str) -> str:
    return _PARTS.sub(lambda part: part["stop"] or part[0], html)


def connect_chinese_stops(app: Flask) -> None:
    @app.after_request
    def closed_up(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            html = response.get_data(as_text=True)
            if any(stop in html for stop in CHINESE_STOPS):
                response.set_data(remove_gaps(html))
        return response
