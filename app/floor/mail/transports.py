"""The two ways out of the house: an SMTP server, or files in the instance folder while none is set."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from config import Settings, Smtp

SECONDS = 20.0
NOT_STORED = "not stored"
Deliver = Callable[[EmailMessage, str], None]


class Undeliverable(Exception):
    """The letter was not taken. ``for_good``: trying again would not help. The text names no address."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class NotStored(Undeliverable):
    """The folder of letters takes none, as on a full disk: that counts as no attempt at this letter."""

    def __init__(self) -> None:
        super().__init__(NOT_STORED)


@contextmanager
def delivery(settings: Settings) -> Iterator[Deliver]:
    """What takes messages, each with the name of its file; it raises Undeliverable. All messages of the block go to the
    SMTP server by one connection, opened for the first."""
    if settings.smtp is None:
        yield lambda message, name: keep(message, settings.outbox / f"{name}.eml")
        return
    with closing(SmtpConnection(settings.smtp)) as connection:
        yield lambda message, _name: connection.send(message)


def keep(message: EmailMessage, path: Path) -> None:
    """Write the message into a file: it is there whole or not at all, and only the owner reads it. Raises NotStored."""
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes())
        os.replace(draft, path)
    except OSError as error:
        raise NotStored from error


def file_of(settings: Settings, created_at: datetime, letter_id: int) -> Path:
    """Where a letter lies, or would lie, that is kept as a file."""
    return settings.outbox / f"{created_at:%Y%m%dT%H%M%S}-{letter_id}.eml"


def kept_ids(settings: Settings) -> frozenset[int]:
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
            raise Undeliverable(f"recipient refused ({code})", for_good=500 <= code < 600) from error
        except smtplib.SMTPResponseException as error:
            refused = isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600
            raise Undeliverable(f"{type(error).__name__} ({error.smtp_code})", for_good=refused) from error
        except (OSError, smtplib.SMTPException, UnicodeEncodeError) as error:
            raise Undeliverable(type(error).__name__) from error

    def _send(self, message: EmailMessage) -> None:
        """Once more on a new connection where this one has carried others: servers limit its letters and its time."""
        is_new = self._server is None
        self._server = self._server or _connected(self.smtp)
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


def _connected(smtp: Smtp) -> smtplib.SMTP:
    if smtp.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
    try:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server
