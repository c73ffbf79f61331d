"""A letter as bytes that every mail program reads, whatever was typed into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from app.kernel.errors import Invalid

_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
ADDRESS_LENGTH = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``calendar``: an iCalendar text with a METHOD, or None. ``sender``: ``Name <address>``."""

    sender: str
    recipient: str
    subject: str
    body: str
    language: str
    message_id: str
    written_at: datetime
    calendar: str | None = None


def one_line(text: str) -> str:
    """The text without anything that could end a header's line: line ends, NUL and controls become one space; and
    without signs that turn the direction of writing."""
    return _BREAKING.sub(" ", _TURNING.sub("", text)).strip()


def one_address(text: str) -> str:
    """A single bare address in lower case; Invalid ``email_unusable`` for anything else."""
    address = text.strip().lower()
    if len(address) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(address):
        raise Invalid("email_unusable")
    return address


def to_message(letter: Letter) -> EmailMessage:
    """The letter as a message: text, and with a calendar also the invitation, to accept and to save."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(letter.sender)
    message["From"] = Address(display_name=one_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    if letter.calendar is not None:
        _invite(message, letter.calendar)
    message["Content-Language"] = letter.language  # last: a new content clears it
    return message


def _invite(message: EmailMessage, calendar: str) -> None:
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    method = found[1] if found else "PUBLISH"
    content = calendar.encode()
    message.add_alternative(content, "text", "calendar", cte="base64", params={"charset": "utf-8", "method": method})
    message.add_attachment(
        content, "text", "calendar", cte="base64", filename="invite.ics", params={"charset": "utf-8"}
    )
