"""The two ways out of the house: an SMTP server, or files in the instance folder while none is set."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from config import Settings, Smtp

SECONDS = 20.0
Deliver = Callable[[EmailMessage, str], None]


class Undeliverable(Exception):
    """The letter was not taken. ``for_good``: trying again would not help. The text names no address."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


def transport(settings: Settings) -> Deliver:
    """What takes a message and the name of its file; raises Undeliverable."""
    if settings.smtp is None:
        return lambda message, name: keep(message, settings.outbox / f"{name}.eml")
    smtp = settings.smtp
    return lambda message, _name: hand_over(message, smtp)


def keep(message: EmailMessage, path: Path) -> None:
    """Write the message into a file: it is there whole or not at all, and only the owner reads it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.touch(mode=0o600)
    draft.write_bytes(message.as_bytes())
    os.replace(draft, path)


def file_of(settings: Settings, created_at: datetime, letter_id: int) -> Path:
    """Where a letter lies, or would lie, that is kept as a file."""
    return settings.outbox / f"{created_at:%Y%m%dT%H%M%S}-{letter_id}.eml"


def kept_ids(settings: Settings) -> frozenset[int]:
    """The letters that lie as files."""
    if not settings.outbox.is_dir():
        return frozenset()
    numbers = (name.removesuffix(".eml").rpartition("-")[2] for name in os.listdir(settings.outbox))
    return frozenset(int(number) for number in numbers if number.isascii() and number.isdigit())


def hand_over(message: EmailMessage, smtp: Smtp) -> None:
    """Give the message to the SMTP server."""
    try:
        with _connected(smtp) as server:
            if smtp.starttls:
                server.starttls(context=ssl.create_default_context())
            if smtp.user:
                server.login(smtp.user, smtp.password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, _text = next(iter(error.recipients.values()))
        raise Undeliverable(f"recipient refused ({code})", for_good=500 <= code < 600) from error
    except smtplib.SMTPResponseException as error:
        refused = isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600
        raise Undeliverable(f"{type(error).__name__} ({error.smtp_code})", for_good=refused) from error
    except (OSError, smtplib.SMTPException, UnicodeEncodeError) as error:
        raise Undeliverable(type(error).__name__) from error


def _connected(smtp: Smtp) -> smtplib.SMTP:
    if smtp.tls:
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
