"""What is said of a letter that has been dealt with: whether it left, or lies in the outbox as a file."""

from __future__ import annotations

import re

from flask import Flask, current_app
from flask_babel import gettext

from app.floor.mail.transports import NOT_STORED
from app.floor.web.lazy_texts import lazy_gettext as _l
from config import Settings

UNSURE, UNWANTED, UNDONE, OVERTAKEN = "sender died", "unwanted", "undone", "overtaken"
"""Kept with a letter that may have come twice, with one that its reader had come not to want, and with one whose news
were undone before it left, or told anew by a later letter."""
_STORED = {
    UNSURE: _l("The sending broke off and began anew: it may have come twice, under one number"),
    UNWANTED: _l("The reader has said meanwhile that they want no messages"),
    UNDONE: _l("What it told was taken back before it left: nobody is told of either"),
    OVERTAKEN: _l("A later letter told its reader how it stands"),
    NOT_STORED: _l("The server can’t store it: its disk may be full. It tries again every minute"),
}
_CODE = re.compile(r"\(\d{3}\)")


def letters_leave() -> bool:
    """Whether a mail server is set; without one every letter is written into a file and nobody gets it."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.smtp is not None


def sent_word(day: str = "", *, kept: bool | None = None) -> str:
    """The one word for it, with its ``day`` or without. ``kept``: whether it is a file; None: as all are now."""
    if letters_leave() if kept is None else not kept:
        return str(gettext("sent %(day)s", day=day) if day else gettext("sent"))
    return str(gettext("written %(day)s, not sent", day=day) if day else gettext("written, not sent"))


def not_sent_to(address: str) -> str:
    """The sentence for who has just asked for a letter that goes nowhere."""
    word = sent_word(kept=True)
    return str(gettext("The letter to %(address)s: %(word)s. No mail server is set.", address=address, word=word))


def why_failed(error: str | None) -> str:
    """What the mail server said of a letter, in words; its code stays, for whoever runs the server."""
    code = (_CODE.search(error or "") or [""])[0].strip("()")
    if not error:
        return ""
    if error in _STORED:
        return str(_STORED[error])
    if error.startswith("recipient refused") and code.startswith("5"):
        return str(gettext("There is no such address, or it takes no letters (%(code)s)", code=code))
    if error.startswith("recipient refused"):
        return str(gettext("The reader’s server takes no letters at present (%(code)s)", code=code))
    if error.startswith(("SSL", "SMTPNotSupported")):
        return str(gettext("No encrypted connection to the mail server: ask whoever runs Qiao to check it"))
    if error.startswith("SMTPAuth"):
        return str(gettext("The mail server does not let Qiao in (%(code)s)", code=code))
    if code:
        return str(gettext("The mail server refused the letter (%(code)s)", code=code))
    return str(gettext("The mail server was out of reach"))


def quoted(words: str) -> str:
    """What somebody wrote, as letters quote it: no line of it looks like one of ours."""
    return "\n".join(f"> {line.strip()}" for line in words.splitlines() if line.strip())


def connect(app: Flask) -> None:
    app.add_template_filter(quoted)
    app.add_template_filter(why_failed)
    app.add_template_global(letters_leave)
    app.add_template_global(sent_word)
