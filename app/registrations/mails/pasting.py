"""Texts to paste into WeChat."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import force_locale

from app.core.web.locale import LOCALES


def to_paste(template: str, language: str, **context: Any) -> str:
    """A template filled in one of en, zh, fr, line by line without blanks around."""
    with force_locale(LOCALES[language]):  # by itself, so that the frame of the page is not made in this language
        text = current_app.jinja_env.get_template(template).render(context)
    return "\n".join(line.strip() for line in text.strip().splitlines())
