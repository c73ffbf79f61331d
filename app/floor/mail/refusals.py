"""Kinds of letters that a reader wants none of, by address: not everybody who reads them has an account."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, now, transaction
from app.floor.models import REFUSABLE, LetterRefusal

AT_ONCE = 5_000
"""So many addresses are asked for in one statement."""


def refused_among(kind: str, addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses (in lower case) whose readers want no letters of this kind."""
    theirs = select(LetterRefusal.address).where(LetterRefusal.kind == kind)
    return frozenset(
        one
        for some in _parts(sorted(addresses))
        for one in db.session.scalars(theirs.where(LetterRefusal.address.in_(some)))
    )


def refuses(address: str, kind: str) -> bool:
    return address.lower() in refused_among(kind, [address.lower()])


def is_refusable(kind: str) -> bool:
    """Whether letters of this kind may be refused for good, and not only be made seldom."""
    return kind in REFUSABLE


def refuse(address: str, kind: str, *, refused: bool = True) -> None:
    """Keep that a reader wants none of these letters, or wants them after all."""
    with transaction() as session:
        theirs = {"address": address.lower(), "kind": kind}
        if not refused:
            session.execute(delete(LetterRefusal).filter_by(**theirs))
            return
        on_postgresql = db.engine.dialect.name == "postgresql"
        keeping = (postgresql.insert if on_postgresql else sqlite.insert)(LetterRefusal)
        keeping = keeping.values(**theirs, refused_at=now())  # a mail program's click may come twice at once
        session.execute(keeping.on_conflict_do_nothing(index_elements=["address", "kind"]))


def _parts(addresses: list[str]) -> Iterator[list[str]]:
    return (addresses[at : at + AT_ONCE] for at in range(0, len(addresses), AT_ONCE))
