"""A letter as bytes that every mail program reads, whatever was typed into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from app.kernel.errors import Invalid

_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_END = "END:VCALENDAR\r\n"
ADDRESS_LENGTH = 254


class _Whole(EmailPolicy):
    """Leaves an address in angle brackets in one piece: encoded words would hide it from programs that look for it.
    A subject of more than ASCII is encoded as a whole: folded word by word it loses spaces, or has two for one."""

    def fold(self, name: str, value: str) -> str:
        whole = self._whole(name, value)
        return super().fold(name, value) if whole is None else f"{name}: {whole}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        whole = self._whole(name, value)
        return super().fold_binary(name, value) if whole is None else f"{name}: {whole}{self.linesep}".encode()

    def _whole(self, name: str, value: str) -> str | None:
        if name == "Subject" and not value.isascii():
            return Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return value if name == "List-Unsubscribe" else None


WHOLE = _Whole(linesep="\r\n", raise_on_defect=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``calendar``: iCalendar texts with a METHOD, one after the other, or None; ``sender``: ``Name <address>``;
    ``html``: the body once more; ``stop_url``: where one POST leaves only letters that need an answer (RFC 8058);
    ``reply_to``: the bare address of whoever answers."""

    sender: str
    recipient: str
    subject: str
    body: str
    language: str
    message_id: str
    written_at: datetime
    calendar: str | None = None
    html: str = ""
    stop_url: str = ""
    reply_to: str = ""


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
    message = EmailMessage(policy=WHOLE)
    name, address = parseaddr(letter.sender)
    message["From"] = Address(display_name=one_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=letter.recipient)
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, "html", cte="quoted-printable")
    if letter.calendar is not None:
        _invite(message, letter.calendar)
    message["Content-Language"] = letter.language  # last: a new content clears it
    return message


def _invite(message: EmailMessage, calendars: str) -> None:
    """With a METHOD of an invitation: one more way to read the letter (RFC 6047), which Outlook, Gmail and Apple Mail
    turn into an entry. And as a file for those that do not, of a type that nobody takes for a second entry. Several
    go as files alone, each with its METHOD: a letter has one entry."""
    texts = [f"{text}{_END}" for text in calendars.split(_END) if text.strip()]
    if len(texts) == 1:
        part = {"charset": "utf-8", "method": _method(texts[0])}
        message.add_alternative(texts[0].encode(), "text", "calendar", cte="base64", params=part)
    for number, text in enumerate(texts, 1):
        name = "invite.ics" if len(texts) == 1 else f"invite-{number}.ics"
        part = {"method": _method(text)}
        message.add_attachment(text.encode(), "application", "ics", cte="base64", filename=name, params=part)


def _method(calendar: str) -> str:
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    return found[1] if found else "PUBLISH"
