"""Letters in words: a template rendered in the reader's language, whoever's request causes it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from flask import current_app, g
from flask_babel import force_locale

from app.core.mail.mime import GUESSED_LANGUAGE_TEMPLATES, localize_links
from app.core.web.locale import LOCALES

_DOUBLE_STOPS = re.compile(r"(\b(?:Co|Corp|Inc|Ltd|Bhd)\.)\.(?!\.)")
"""A name that ends in an abbreviation, at the end of a sentence."""
_CHINESE_GAPS = re.compile(r"([。！？]) (?=\S)")
"""Chinese sentences follow each other without a space."""
_CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def render_full_email(template: str, language: str, context: dict[str, Any], *, event: Any = None) -> tuple[str, str]:
    """Subject and body of ``templates/mails/<template>.txt`` in ``language`` (en, zh or fr), the foot below.

    The template sees its context, ``event`` and ``base_url``, nothing of the request; times show in the event's zone.
    An ``addressee`` in the context is greeted, by this name if there is one.
    What is put in stays literal text; a localized text goes in by the filter ``plain``.
    """
    subject, body = render_texts(template, language, context, event=event)
    values = _template_values(language, context, event)
    with force_locale(LOCALES[language]):
        foot = current_app.jinja_env.get_template("mails/_foot.txt").render(values)
        if "addressee" in context:
            values["addressee"] = " ".join(_CONTROL_SIGNS.sub("", context["addressee"]).split())
            body = f"{current_app.jinja_env.get_template('mails/_salutation.txt').render(values)}\n\n{body}"
    return subject, f"{body}\n{foot}\n"


def render_texts(template: str, language: str, context: dict[str, Any], *, event: Any = None) -> tuple[str, str]:
    """As ``render``, without the foot: for a part of a letter."""
    values = _template_values(language, context, event)
    with email_language(language, event):  # a template that is got outside speaks the request's language
        mail_template = current_app.jinja_env.get_template(f"mails/{template}.txt")
        scope = mail_template.new_context(values)
        next(mail_template.root_render_func(scope), None)  # adds the blocks of the template that it extends
        subject, body = ("".join(scope.blocks[name][0](scope)) for name in ("subject", "body"))
        subject, body = " ".join(subject.split()), _tidy_text(body)
    spoken = template not in GUESSED_LANGUAGE_TEMPLATES
    return subject, localize_links(language, body, base_url=values["base_url"]) if spoken else body


def _template_values(language: str, context: dict[str, Any], event: Any) -> dict[str, Any]:
    return {"base_url": current_app.config["SETTINGS"].base_url, "language": language, "event": event, **context}


@contextlib.contextmanager
def email_language(language: str, event: Any) -> Iterator[None]:
    """Words are those of ``language`` (en, zh or fr), times those of the event's zone."""
    with force_locale(LOCALES[language]), _event_zone(event):
        yield


@contextlib.contextmanager
def _event_zone(event: Any) -> Iterator[None]:
    """Let the filters for times see the letter's event instead of the request's."""
    before = g.get("event")
    g.event = event
    try:
        yield
    finally:
        g.event = before


def _tidy_text(body: str) -> str:
    """No control characters, no second stop after “Co., Ltd.”, no space after a Chinese stop nor at the ends of lines,
    one empty line at most between two paragraphs."""
    body = _CHINESE_GAPS.sub(r"\1", _DOUBLE_STOPS.sub(r"\1", body))
    lines = "\n".join(_CONTROL_SIGNS.sub("", line).rstrip() for line in body.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
