"""What readers choose by address, without an account: the link that leads there, the kinds they refuse."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import db, now, transaction
from app.core.errors import NotFound
from app.core.models import REFUSABLE_EMAIL_KINDS, EmailOptOut, Outbox
from app.core.parsing import parse_whole_number

_TOKEN_PATTERN = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{26})")


class DatedEmail(Protocol):
    """A letter: its number and when it was written."""

    id: int
    created_at: datetime


def preferences_url(email: DatedEmail) -> str:
    """Where the reader of this letter chooses."""
    return f"{current_app.config['SETTINGS'].base_url}/emails/{preferences_token(email)}"


def preferences_token(email: DatedEmail) -> str:
    """The email's number and 128 bits that only this house can make; the time is in it, lest an email of a database
    brought back from a backup have the same."""
    message = f"letter-choice:{email.id}:{email.created_at.isoformat()}"
    key = str(current_app.config["SECRET_KEY"]).encode()
    return f"{email.id}-{b32encode(hmac.digest(key, message.encode(), 'sha256')[:16]).decode().rstrip('=').lower()}"


def get_email_by_token(token: str) -> Outbox:
    """The letter that a token came with. Raises NotFound for a forged one, and once its reader was erased."""
    match = _TOKEN_PATTERN.fullmatch(token)
    email = db.session.get(Outbox, parse_whole_number(match[1]) or 0) if match else None
    if email is None or email.recipient.endswith("@invalid"):
        raise NotFound
    if not hmac.compare_digest(token.encode(), preferences_token(email).encode()):
        raise NotFound
    return email


MAX_ADDRESSES = 5_000
"""So many addresses are asked for in one statement."""


def refusing_addresses(kind: str, addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses (in lower case) whose readers want no letters of this kind."""
    refusals = select(EmailOptOut.address).where(EmailOptOut.kind == kind)
    return frozenset(
        address
        for chunk in _address_chunks(sorted(addresses))
        for address in db.session.scalars(refusals.where(EmailOptOut.address.in_(chunk)))
    )


def is_refused(address: str, kind: str) -> bool:
    return address.lower() in refusing_addresses(kind, [address.lower()])


def is_refusable(kind: str) -> bool:
    """Whether letters of this kind may be refused for good, and not only be made seldom."""
    return kind in REFUSABLE_EMAIL_KINDS


def update_refusal(address: str, kind: str, *, refused: bool = True) -> None:
    """Keep that a reader wants none of these letters, or wants them after all."""
    with transaction() as session:
        refusal = {"address": address.lower(), "kind": kind}
        if not refused:
            session.execute(delete(EmailOptOut).filter_by(**refusal))
            return
        on_postgresql = db.engine.dialect.name == "postgresql"
        statement = (postgresql.insert if on_postgresql else sqlite.insert)(EmailOptOut)
        statement = statement.values(**refusal, refused_at=now())  # a mail program's click may come twice at once
        session.execute(statement.on_conflict_do_nothing(index_elements=["address", "kind"]))


def _address_chunks(addresses: list[str]) -> Iterator[list[str]]:
    return (addresses[at : at + MAX_ADDRESSES] for at in range(0, len(addresses), MAX_ADDRESSES))
