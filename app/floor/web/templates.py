"""What templates can say besides Jinja's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup


def once(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, called one time for each set of arguments while this page is made."""
    return lru_cache(maxsize=None)(macro)


def sentences(texts: Iterable[str]) -> Markup:
    """Those that are not empty, with a space between them; without one in Chinese."""
    locale = get_locale()
    is_chinese = locale is not None and locale.language == "zh"
    return (Markup() if is_chinese else Markup(" ")).join(text for text in texts if text)


def connect(app: Flask) -> None:
    app.add_template_global(once)
    app.add_template_filter(sentences)
