"""A mail server that keeps what it is given."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from config import Smtp

PATIENCE_SECONDS = 30.0


@dataclass
class Mailbox:
    """``refuse`` makes the server answer that to each letter, as ``451 try again``."""

    smtp: Smtp = field(init=False)
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
    box = Mailbox()
    with post_office(box) as office:
        box.smtp = Smtp(host=office.hostname, port=office.port)
        yield box


@contextmanager
def post_office(handler: Any, **parameters: Any) -> Iterator[PostOffice]:
    """An SMTP server that asks ``handler``, as aiosmtpd describes it and its ``parameters``, while the block runs."""
    office = PostOffice(handler, **parameters)
    office.start()
    office.conversations = 0  # to learn whether it listens, aiosmtpd has had one
    try:
        yield office
    finally:
        office.stop()


class PostOffice(Controller):
    """It takes a port that nobody else can have meanwhile, counts the conversations that it was drawn into, and stops
    once each connection is closed.

    Stopped earlier, as aiosmtpd does on a busy machine, it would leave sockets open, and whichever test happens to run
    when they are found among the garbage would fail.
    """

    def __init__(self, handler: Any, **parameters: Any) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.connections: set[asyncio.BaseTransport] = set()
        self.conversations = 0
        host, port = self.listening.getsockname()
        super().__init__(handler, hostname=host, port=port, ready_timeout=PATIENCE_SECONDS, **parameters)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listening)

    def factory(self) -> SMTP:
        self.conversations += 1
        return Counter(self.handler, self.connections, **self.SMTP_kwargs)

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(PATIENCE_SECONDS)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        await asyncio.sleep(0.001)  # who has just called is let in first: asyncio would forget to close what it let in
        while any(is_open(connection) for connection in self.connections) or asyncio.all_tasks() - {
            asyncio.current_task()
        }:
            for connection in self.connections:
                connection.close()
            await asyncio.sleep(0.001)


def is_open(connection: asyncio.BaseTransport) -> bool:
    found = connection.get_extra_info("socket")
    return found is not None and found.fileno() >= 0


class Counter(SMTP):
    """One conversation; ``connections`` holds those that last, and what they were before they were encrypted."""

    def __init__(self, handler: Any, connections: set[asyncio.BaseTransport], **given: Any) -> None:
        super().__init__(handler, **given)
        self.connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.connections.discard(self.transport)
        super().connection_lost(error)
