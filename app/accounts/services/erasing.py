"""An account becomes an empty row that may not come in: notices and other rows point to it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import delete, false, func, or_, select, update

from app.accounts import queries
from app.accounts.models import EventRole, Membership, Token, User
from app.accounts.permissions import Role
from app.accounts.services.people import LastAdministrator
from app.accounts.tokens import of_user
from app.db import db, now
from app.floor import notices
from app.kernel import foreign_json
from app.kernel.errors import Invalid
from app.kernel.traces import NOBODY, Traces

EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(("email", "email_unconfirmed_since", "phone", "locale", "zone", "theme", "password_hash")),
    "name": NOBODY,
}


def erase(user_ids: Collection[int], traces: Traces, *, by: int | None, why: str) -> None:
    """Inside the caller's transaction. Raises LastAdministrator (an organisation keeps one)."""
    led = select(Membership.organisation_id).where(
        Membership.user_id.in_(user_ids), Membership.role == Role.ADMINISTRATOR
    )
    led_by_them = [one for one in sorted(set(db.session.scalars(led))) if queries.administrators_of(one)]
    for model in (Membership, EventRole):
        db.session.execute(delete(model).where(model.user_id.in_(user_ids)))
    if any(not queries.administrators_of(one) for one in led_by_them):
        raise LastAdministrator
    for user in db.session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.id)).all():
        notices.write("user.erased", user, by=by, why=why)
    shut = {"disabled_at": func.coalesce(User.disabled_at, now()), "erased_at": now()}
    emptied = {**EMPTY, **shut, "session_version": User.session_version + 1}
    db.session.execute(update(User).where(User.id.in_(user_ids)).values(emptied))
    _forget_tokens(user_ids, traces)
    db.session.expire_all()


def _forget_tokens(user_ids: Collection[int], traces: Traces) -> None:
    """What was given out to them or to their address goes; an invitation that they wrote loses their name."""
    db.session.execute(delete(Token).where(Token.subject.in_([of_user(one) for one in user_ids])))
    hints = [func.lower(Token.payload).contains(hint, autoescape=True) for hint in traces.hints]
    db.session.execute(delete(Token).where(Token.email.in_(traces.addresses)))
    for token in db.session.scalars(select(Token).where(or_(false(), *hints))).all():
        if token.payload in traces.addresses:
            db.session.delete(token)
        elif payload := _read(token.payload or ""):
            token.payload = json.dumps(traces.out_of_all(payload))
    db.session.flush()


def _read(payload: str) -> dict[str, Any]:
    try:
        values = foreign_json.read(payload)
    except Invalid:
        return {}
    return values if isinstance(values, dict) else {}
