"""How emails leave, by an SMTP server or into files, and what is said of one that was dealt with."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flask import Flask, current_app
from flask_babel import gettext

from app.core.web.translations import lazy_gettext as _l
from config import Settings, Smtp

SMTP_TIMEOUT_SECONDS = 20.0
NOT_STORED = "not stored"
Deliver = Callable[[EmailMessage, str], None]


class EmailUndeliverable(Exception):
    """The letter was not taken. ``for_good``: trying again would not help. The text names no address."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class EmailNotStored(EmailUndeliverable):
    """The folder of letters takes none, as on a full disk: that counts as no attempt at this letter."""

    def __init__(self) -> None:
        super().__init__(NOT_STORED)


@contextmanager
def open_delivery(settings: Settings) -> Iterator[Deliver]:
    """What takes messages, each with the name of its file; it raises Undeliverable. All messages of the block go to the
    SMTP server by one connection, opened for the first."""
    if settings.smtp is None:
        yield lambda message, name: write_email_file(message, settings.outbox / f"{name}.eml")
        return
    with closing(SmtpConnection(settings.smtp)) as connection:
        yield lambda message, _name: connection.send(message)


def write_email_file(message: EmailMessage, path: Path) -> None:
    """Write the message into a file: it is there whole or not at all, and only the owner reads it. Raises NotStored."""
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes())
        os.replace(draft, path)
    except OSError as error:
        raise EmailNotStored from error


def email_file(settings: Settings, created_at: datetime, email_id: int) -> Path:
    """Where a letter lies, or would lie, that is kept as a file."""
    return settings.outbox / f"{created_at:%Y%m%dT%H%M%S}-{email_id}.eml"


def stored_email_ids(settings: Settings) -> frozenset[int]:
    """The letters that lie as files."""
    if not settings.outbox.is_dir():
        return frozenset()
    numbers = (name.removesuffix(".eml").rpartition("-")[2] for name in os.listdir(settings.outbox))
    return frozenset(int(number) for number in numbers if number.isascii() and number.isdigit())


class SmtpConnection:
    """A connection to the SMTP server for one message after the other, opened anew where the server has ended it."""

    def __init__(self, smtp: Smtp) -> None:
        self.smtp = smtp
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Give the message to the server. Raises Undeliverable."""
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, _text = next(iter(error.recipients.values()))
            raise EmailUndeliverable(f"recipient refused ({code})", for_good=500 <= code < 600) from error
        except smtplib.SMTPResponseException as error:
            refused = isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600
            raise EmailUndeliverable(f"{type(error).__name__} ({error.smtp_code})", for_good=refused) from error
        except (OSError, smtplib.SMTPException, UnicodeEncodeError) as error:
            raise EmailUndeliverable(type(error).__name__) from error

    def _send(self, message: EmailMessage) -> None:
        """Once more on a new connection where this one has carried others: servers limit its letters and its time."""
        is_new = self._server is None
        self._server = self._server or _open_smtp(self.smtp)
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            raise
        except (OSError, smtplib.SMTPException):
            self._server.close()
            self._server = None
            if is_new:
                raise
            self._send(message)

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None


def _open_smtp(smtp: Smtp) -> smtplib.SMTP:
    if smtp.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=SMTP_TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SMTP_TIMEOUT_SECONDS)
    try:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server


UNSURE, UNWANTED, UNDONE, SUPERSEDED = "sender died", "unwanted", "undone", "overtaken"
"""Kept with an email that may have come twice, with one that its reader had come not to want, and with one whose news
were undone before it left, or told anew by a later email."""
_REASON_TEXTS = {
    UNSURE: _l("The sending broke off and began anew: it may have come twice, under one number"),
    UNWANTED: _l("The reader has said meanwhile that they want no messages"),
    UNDONE: _l("What it told was taken back before it left: nobody is told of either"),
    SUPERSEDED: _l("A later letter told its reader how it stands"),
    NOT_STORED: _l("The server can’t store it: its disk may be full. It tries again every minute"),
}
_SMTP_CODE = re.compile(r"\(\d{3}\)")


def letters_leave() -> bool:
    """Whether a mail server is set; without one every letter is written into a file and nobody gets it."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.smtp is not None


def sent_word(day: str = "", *, kept: bool | None = None) -> str:
    """The one word for it, with its ``day`` or without. ``kept``: whether it is a file; None: as all are now."""
    if letters_leave() if kept is None else not kept:
        return str(gettext("sent %(day)s", day=day) if day else gettext("sent"))
    return str(gettext("written %(day)s, not sent", day=day) if day else gettext("written, not sent"))


def not_sent_text(address: str) -> str:
    """The sentence for who has just asked for a letter that goes nowhere."""
    word = sent_word(kept=True)
    return str(gettext("The letter to %(address)s: %(word)s. No mail server is set.", address=address, word=word))


def why_failed(error: str | None) -> str:
    """What the mail server said of a letter, in words; its code stays, for whoever runs the server."""
    code = (_SMTP_CODE.search(error or "") or [""])[0].strip("()")
    if not error:
        return ""
    if error in _REASON_TEXTS:
        return str(_REASON_TEXTS[error])
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
