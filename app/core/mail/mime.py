"""An email as a message that every mail program reads, its text as HTML, its links in one language; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import parse_qs, urlsplit, urlunsplit

from app.core.errors import Invalid

LINK_LABEL = r"(?:[^\s>*-].{0,23}?(?:\u00a0?: |：))?"
"""What may stand before a link on its line: a word or two, as ``Answer: ``."""
LANGUAGE_ARGUMENT = "in"
"""What the language is called in an address."""
GUESSED_LANGUAGE_TEMPLATES = frozenset({"accounts/invitation"})
"""Letters whose language is that of who had them written: their reader is a stranger, whose browser knows better."""


def localized_url(language: str, address: str) -> str:
    """The address of a page in ``language`` (en, zh or fr); one that says its language already stays as it is."""
    if "?" not in address and "#" not in address:
        return f"{address}?{LANGUAGE_ARGUMENT}={language}"
    parts = urlsplit(address)
    if LANGUAGE_ARGUMENT in parse_qs(parts.query):
        return address
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"{LANGUAGE_ARGUMENT}={language}")))))


def localize_links(language: str, body: str, *, base_url: str) -> str:
    """An email whose links of this house, each on a line of its own, with or without a word before it that says what it
    does, lead to pages in its language. An address within a sentence is typed off, and stays short."""
    house = f"{base_url.rstrip('/')}/"
    link = re.compile(rf"({LINK_LABEL})({re.escape(house)}\S+)")
    matches = ((line, link.fullmatch(line) if house in line else None) for line in body.split("\n"))
    return "\n".join(match[1] + localized_url(language, match[2]) if match else line for line, match in matches)


_LINE_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_ADDRESS_PATTERN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_CALENDAR_END = "END:VCALENDAR\r\n"
MAX_ADDRESS_LENGTH = 254


class _UnbrokenHeaders(EmailPolicy):
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


MAIL_POLICY = _UnbrokenHeaders(linesep="\r\n", raise_on_defect=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailContent:
    """``calendar``: iCalendar texts with a METHOD, one after the other, or None; ``sender``: ``PaperName <address>``;
    ``html``: the body once more; ``stop_url``: where one POST leaves only emails that need an answer (RFC 8058);
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


def single_line(text: str) -> str:
    """The text without anything that could end a header's line: line ends, NUL and controls become one space; and
    without signs that turn the direction of writing."""
    return _LINE_BREAKING.sub(" ", _DIRECTION_MARKS.sub("", text)).strip()


def parse_address(text: str) -> str:
    """A single bare address in lower case; Invalid ``email_unusable`` for anything else."""
    address = text.strip().lower()
    if len(address) > MAX_ADDRESS_LENGTH or not _ADDRESS_PATTERN.fullmatch(address):
        raise Invalid("email_unusable")
    return address


def render_message(content: EmailContent) -> EmailMessage:
    """The letter as a message: text, and with a calendar also the invitation, to accept and to save."""
    message = EmailMessage(policy=MAIL_POLICY)
    name, address = parseaddr(content.sender)
    message["From"] = Address(display_name=single_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=content.recipient)
    if content.reply_to:
        message["Reply-To"] = Address(addr_spec=content.reply_to)
    message["Subject"] = single_line(content.subject)
    message["Date"] = format_datetime(content.written_at)
    message["Message-ID"] = content.message_id
    message["Auto-Submitted"] = "auto-generated"
    if content.stop_url:
        message["List-Unsubscribe"] = f"<{content.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(content.body, cte="quoted-printable")
    if content.html:
        message.add_alternative(content.html, "html", cte="quoted-printable")
    if content.calendar is not None:
        _add_invitations(message, content.calendar)
    message["Content-Language"] = content.language  # last: a new content clears it
    return message


def _add_invitations(message: EmailMessage, calendars: str) -> None:
    """With a METHOD of an invitation: one more way to read the email (RFC 6047), which Outlook, Gmail and Apple Mail
    turn into an entry. And as a file for those that do not, of a type that nobody takes for a second entry. Several
    go as files alone, each with its METHOD: an email has one entry."""
    texts = [f"{text}{_CALENDAR_END}" for text in calendars.split(_CALENDAR_END) if text.strip()]
    if len(texts) == 1:
        part = {"charset": "utf-8", "method": _calendar_method(texts[0])}
        message.add_alternative(texts[0].encode(), "text", "calendar", cte="base64", params=part)
    for number, text in enumerate(texts, 1):
        name = "invite.ics" if len(texts) == 1 else f"invite-{number}.ics"
        part = {"method": _calendar_method(text)}
        message.add_attachment(text.encode(), "application", "ics", cte="base64", filename=name, params=part)


def _calendar_method(calendar: str) -> str:
    match = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    return match[1] if match else "PUBLISH"


FOOT_MARK: Final = "\n-- \n"
_FACT_LINE = re.compile(r"  (.{1,40}?)(?:\u00a0?: |：)(.*)")
_ANY_URL = re.compile(r"https://\S+")
INK, MUTED, RULE, ACCENT = "#17212b", "#5b6771", "#dde3e8", "#005d72"
FONTS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif"
DARK_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){"
    ".q,.q-sheet{background:#14191e!important}.q-sheet,.q-sheet h1,.q-sheet h2,.q-sheet td{color:#e6ebef!important}"
    ".q-mark{color:#7fd0e3!important}"
    ".q-muted,.q-muted a{color:#a3afb8!important}.q-rule{border-color:#36414a!important}"
    ".q-sheet a.q-go{background:#7fd0e3!important;color:#06222a!important}.q-sheet a{color:#7fd0e3!important}}"
)
HTML_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><meta name="color-scheme" content="light dark"><title>{subject}</title>'
    "<style>{dark}</style></head>"
    '<body class="q" style="margin:0;background:#f2f5f7"><div class="q-sheet" style="max-width:560px;margin:0 auto;'
    'padding:28px 24px;background:#fff;color:{ink};font:16px/1.55 {fonts};overflow-wrap:anywhere">'
    '<p class="q-muted" style="margin:0 0 20px;font-size:14px;color:{muted}">'
    '<b class="q-mark" style="color:{accent}" lang="zh-Hans">桥</b> Qiao</p>'
    '<h1 style="margin:0 0 16px;font-size:21px;line-height:1.3">{subject}</h1>{main}'
    '<div class="q-muted q-rule" style="margin-top:28px;padding-top:12px;border-top:1px solid {rule};font-size:13px;'
    'color:{muted}">{foot}</div></div></body></html>'
)


def render_html(subject: str, body: str, *, language: str, base_url: str, button: str, joins: str = "") -> str:
    """``language``: as HTML names it; ``base_url``: the address of this house; ``button``: what one says; ``joins``:
    what the fact is called that says by which address one joins online."""
    main, _, foot = body.partition(FOOT_MARK)
    house = re.compile(rf"{re.escape(base_url)}(?:/[^\s<>]*)?")
    goes = re.compile(rf"\s*({LINK_LABEL})({house.pattern})\s*")
    parts = (
        part
        for block in re.split(r"\n\s*\n", main.strip("\n"))
        for part in _html_blocks(block, house, goes, button, joins)
    )
    return HTML_PAGE.format(
        language=escape(language),
        subject=escape(subject),
        dark=DARK_STYLE,
        ink=INK,
        muted=MUTED,
        accent=ACCENT,
        rule=RULE,
        fonts=FONTS,
        main="".join(parts),
        foot=_html_lines(foot.strip().split("\n"), house),
    )


def _html_blocks(block: str, house: re.Pattern[str], goes: re.Pattern[str], button: str, joins: str) -> Iterator[str]:
    for kind, group in groupby(block.split("\n"), key=lambda line: _line_kind(line, goes)):
        lines = list(group)
        if kind == "fact":
            yield _facts_table(lines, house, joins)
        elif kind == "go":
            yield from (
                _button(match[2], match[1].rstrip(" \u00a0:：") or button)
                for line in lines
                if (match := goes.fullmatch(line))
            )
        elif kind == "> ":
            quote = _html_lines([line[2:] for line in lines], house)
            style = f"margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid {RULE}"
            yield f'<blockquote class="q-rule" style="{style}">{quote}</blockquote>'
        elif kind == "- ":
            items = "".join(f"<li>{_linked_line(line[2:], house)}</li>" for line in lines)
            yield f'<ul style="margin:0 0 16px;padding-left:20px">{items}</ul>'
        elif kind == "* ":
            style = f"margin:24px 0 8px;padding-top:16px;border-top:1px solid {RULE};font-size:17px"
            yield from (f'<h2 class="q-rule" style="{style}">{escape(line[2:])}</h2>' for line in lines)
        elif any(line.strip() for line in lines):
            yield f'<p style="margin:0 0 16px">{_html_lines(lines, house)}</p>'


def _line_kind(line: str, goes: re.Pattern[str]) -> str:
    if _FACT_LINE.fullmatch(line):
        return "fact"
    if line[:2] in ("> ", "- ", "* "):
        return line[:2]
    return "go" if goes.fullmatch(line) else ""


def _facts_table(lines: list[str], house: re.Pattern[str], joins: str) -> str:
    rows = []
    for line in lines:
        match = _FACT_LINE.fullmatch(line)
        if match is not None:
            whose = _ANY_URL if joins and match[1] == joins else house
            label, value = escape(match[1]), _linked_line(match[2], whose)
            rows.append(
                f'<tr><td class="q-muted" style="padding:2px 16px 2px 0;color:{MUTED};vertical-align:top">'
                f'{label}</td><td style="padding:2px 0"><b>{value}</b></td></tr>'
            )
    return f'<table role="presentation" style="margin:0 0 16px;border-spacing:0">{"".join(rows)}</table>'


def _button(url: str, word: str) -> str:
    address = escape(url)
    return (
        f'<p style="margin:20px 0 16px"><a class="q-go" href="{address}" style="display:inline-block;padding:11px 20px;'
        f'border-radius:6px;background:{ACCENT};color:#fff;font-weight:600;text-decoration:none">{escape(word)}</a><br>'
        f'<a class="q-muted" href="{address}" style="font-size:13px;color:{MUTED}">{address}</a></p>'
    )


def _html_lines(lines: list[str], house: re.Pattern[str]) -> str:
    return "<br>".join(_linked_line(line, house) for line in lines)


def _linked_line(line: str, house: re.Pattern[str]) -> str:
    """The line's words, the addresses of this house as links."""
    parts, at = [], 0
    for match in house.finditer(line):
        address = escape(match[0])
        parts += [escape(line[at : match.start()]), f'<a href="{address}" style="color:{ACCENT}">{address}</a>']
        at = match.end()
    return "".join([*parts, escape(line[at:])])
