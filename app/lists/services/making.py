"""What an export holds, before anything is written: the rows, the file, and what changed since it was last taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import current_app

from app.accounts.models import User
from app.core.db import db, now
from app.core.errors import Invalid
from app.events.models import Event
from app.lists.catalogue import CATALOGUE
from app.lists.fingerprints import Marks, marks_of
from app.lists.queries.attendees import Found, attendees
from app.lists.queries.history import last_taken, news_since
from app.lists.queries.own_columns import terms_of, with_own_columns
from app.lists.queries.reach import Reach
from app.lists.selection import USES, Selection, word_of, written
from app.lists.services.cards import CARDS, for_cards, with_cards
from app.lists.services.files import Facts, as_file, cells_of

PLAIN: Final = Selection(use=USES["abroad"])
MOST_PRINTED: Final = 5_000
"""Rows of a PDF; more would be a book, and take a gigabyte to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An export somebody asks for. ``kind``: one of ``MEDIA_TYPES``; ``language``: of labels and texts; ``by``: None
    for the command line, which needs no reason; ``view``: the name of the saved view that it shows; ``besides``: fields
    that the file shows and that are no columns."""

    selection: Selection
    reach: Reach
    kind: str
    language: str
    by: int | None
    reason: str = ""
    recipient: str = ""
    view: str = ""
    besides: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, object]:
        """What is asked for, as plain JSON."""
        told = {name: getattr(self, name) for name in ("kind", "language", "reason", "recipient", "view")}
        return {**told, "selection": written(self.selection, PLAIN)}

    @property
    def list_key(self) -> str | None:
        """The same for each taking of a list, in whichever format: of a view by its name, else by its filter; None for
        what is compared with no earlier one."""
        if self.kind == CATALOGUE:
            return None
        plain = replace(self.selection, names=(), order="", titles=())
        which = {"view": self.view} if self.view else written(plain, PLAIN)
        told = [which, word_of(self.selection.use), self.language, self.reach.delegations, self.kind == CARDS]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """``marks``: of each row that was found, in their order; none of cards. ``previous_id``: of the export before."""

    found: Found
    content: bytes
    marks: Sequence[str]
    previous_id: int | None


def within_reach(wish: Wish) -> Wish:
    """What the user may have of it. Cards have fields of their own; who may not see contacts makes none."""
    selection = wish.reach.part_of(with_own_columns(wish.selection, wish.reach.event_id))
    return replace(wish, selection=for_cards(selection) if wish.kind == CARDS else selection)


def make(event: Event, wish: Wish, *, empty: bool) -> Made:
    """The file of a wish that is within reach. Raises Invalid ``export_filter_unknown`` where it filters by a column
    that there is not, ``export_too_long``, or ``export_empty`` unless an ``empty`` list will do."""
    if unknown := wish.selection.unknown:
        raise Invalid("export_filter_unknown", columns=", ".join(one.column for one in unknown))
    found = _found(event, wish)
    if not found.listed and not empty:
        raise Invalid("export_empty")
    rows = [] if wish.kind == CARDS else cells_of(found, wish.selection, terms_of(event, wish.language))
    marks = marks_of(rows, _secret())
    before = None if wish.kind == CARDS else last_taken(event.id, wish.by, wish.list_key)
    news = news_since(event, before, _marks(wish, found, marks)) if before is not None else None
    content = as_file(found, facts_of(event, wish), wish.kind, rows, news)
    return Made(found, content, marks, before.id if before is not None else None)


def _found(event: Event, wish: Wish) -> Found:
    found = attendees(wish.selection, wish.reach, terms_of(event, wish.language))
    if wish.kind == CARDS:
        return with_cards(found) if wish.reach.shows("email", wish.selection.use.purpose) else Found([], [])
    if wish.kind == "pdf" and len(found.listed) > MOST_PRINTED:
        raise Invalid("export_too_long", most=MOST_PRINTED)
    return found


def _marks(wish: Wish, found: Found, marks: Sequence[str]) -> Marks:
    keys = [(one.row.firm.registration_id, one.row.person_id) for one in found.listed]
    return Marks(tuple(column.name for column in wish.selection.columns), dict(zip(keys, marks, strict=True)))


def _secret() -> bytes:
    """Of this use alone, so that a mark says nothing elsewhere."""
    return hashlib.sha256(f"marks of exports {current_app.config['SECRET_KEY']}".encode()).digest()


def facts_of(event: Event, wish: Wish) -> Facts:
    """What the file says of itself, as of now."""
    user = db.session.get(User, wish.by) if wish.by is not None else None
    return Facts(
        event=event,
        selection=wish.selection,
        by=user.name if user is not None else "",
        at=now(),
        reason=wish.reason.strip(),
        recipient=wish.recipient.strip(),
        language=wish.language,
        view=wish.view,
    )
