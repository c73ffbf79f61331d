"""A mail server that keeps what it is given."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from config import Smtp
from tests.support.ports import free_port


@dataclass
class Mailbox:
    """``refuse`` makes the server answer that to each letter, as ``451 try again``."""

    smtp: Smtp
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 the library's name
        if self.refuse:
            return self.refuse
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 kept"

    @property
    def url(self) -> str:
        """For QIAO_SMTP_URL."""
        return f"smtp://{self.smtp.host}:{self.smtp.port}"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(Smtp(host="127.0.0.1", port=free_port()))
    controller = Controller(box, hostname=box.smtp.host, port=box.smtp.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
