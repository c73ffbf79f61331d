"""Products and references of a company: add, change, remove, put in order. Inside the running transaction, but for
``forget_removed``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import func, select

from app.companies.facts import Value
from app.companies.models import Company, CompanyProduct, CompanyReference
from app.companies.pictures import Picture
from app.companies.queries import shown_of
from app.companies.services.saving import forget_file
from app.companies.showcase import MOST_SHOWN, kept_values
from app.db import Model, db, now, running, transaction
from app.floor import notices
from app.floor.files import store
from app.kernel.errors import Invalid, NotFound, Stale

Shown = CompanyProduct | CompanyReference
Kind = TypeVar("Kind", bound=CompanyProduct | CompanyReference)
WORDS: Final = {CompanyProduct: "product", CompanyReference: "reference"}


class ShowcaseChanged(Stale):
    """Somebody changed this since it was read; nothing was written."""

    code = "showcase_changed"


def add(
    kind: type[Kind], company: Company, values: Mapping[str, Value], *, by: int | None, event_id: int | None = None
) -> Kind:
    """One more, at the end. Raises Invalid ``showcase_full``, and what ``showcase.kept_values`` raises."""
    running()
    count, last = db.session.execute(
        select(func.count(), func.max(kind.position)).where(kind.company_id == company.id, kind.removed_at.is_(None))
    ).one()
    if count >= MOST_SHOWN:
        raise Invalid("showcase_full", most=MOST_SHOWN)
    kept = kept_values(WORDS[kind], values, until=now().year)
    made = kind(company_id=company.id, position=(last or 0) + 1, **kept)
    db.session.add(made)
    db.session.flush()
    notices.write(f"company.{WORDS[kind]}_added", company, event_id=event_id, by=by)
    return made


def change(
    shown: Shown, values: Mapping[str, Value], *, seen: int, by: int | None, event_id: int | None = None
) -> list[str]:
    """Write these fields; the names of those that changed. ``shown`` is behind its company's lock.

    Raises ShowcaseChanged unless it is still version ``seen``, and what ``showcase.kept_values`` raises.
    """
    running()
    if shown.version != seen:
        raise ShowcaseChanged
    kept = kept_values(WORDS[type(shown)], values, until=now().year)
    changed = sorted(name for name, value in kept.items() if getattr(shown, name) != value)
    for name in changed:
        setattr(shown, name, kept[name])
    if changed:
        _touch(shown)
        _tell(shown, "changed", event_id, by, changed)
    return changed


def remove(shown: Shown, *, seen: int, by: int | None, event_id: int | None = None) -> None:
    """It is shown no more; the one that was removed before goes for good, with its picture. Raises ShowcaseChanged
    unless it is still version ``seen``."""
    running()
    if shown.version != seen:
        raise ShowcaseChanged
    kind = type(shown)
    before = select(kind).where(kind.company_id == shown.company_id, kind.removed_at.is_not(None))
    _drop(db.session.scalars(before).all())
    shown.removed_at = now()
    _touch(shown)
    _tell(shown, "removed", event_id, by)


def bring_back(
    kind: type[Kind], company: Company, shown_id: int, *, by: int | None, event_id: int | None = None
) -> Kind:
    """What was removed is shown again, where it stood; what is shown stays so. Raises NotFound for what is not there
    any more, Invalid ``showcase_full``."""
    running()
    found = select(kind).where(kind.id == shown_id, kind.company_id == company.id)
    shown = db.session.scalar(found.with_for_update())
    if shown is None:
        raise NotFound
    if shown.removed_at is None:
        return shown
    if len(shown_of(kind, company.id)) >= MOST_SHOWN:
        raise Invalid("showcase_full", most=MOST_SHOWN)
    shown.removed_at = None
    _touch(shown)
    _tell(shown, "brought_back", event_id, by)
    return shown


def forget_removed(until: datetime) -> None:
    """What was removed before then goes for good, with its pictures. Nothing is locked where there is nothing."""
    _forget_removed(CompanyProduct, until)
    _forget_removed(CompanyReference, until)


def _forget_removed(kind: type[Kind], until: datetime) -> None:
    due = select(kind).where(kind.removed_at < until)
    if db.session.scalar(due.limit(1)) is not None:
        with transaction() as session:
            _drop(session.scalars(due.with_for_update()).all())


def _drop(removed: Iterable[Model]) -> None:
    for one in removed:
        db.session.delete(one)
        forget_file(getattr(one, "picture_id", None))


def move(shown: Kind, *, up: bool, by: int | None, event_id: int | None = None) -> None:
    """One place up or down; at the end of the list nothing happens."""
    running()
    company = db.session.get_one(Company, shown.company_id)
    order = list(shown_of(type(shown), company.id))
    at = order.index(shown)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        for place, one in enumerate(order):
            one.position = place
        notices.write(f"company.{WORDS[type(shown)]}s_ordered", company, event_id=event_id, by=by)
    db.session.flush()


def keep_picture(product: CompanyProduct, drawn: Picture, *, by: int | None, event_id: int | None = None) -> None:
    """Keep a picture that ``pictures.as_picture`` has drawn as the product's."""
    running()
    before = product.picture_id
    ending = drawn.media_type.rpartition("/")[2]
    kept = store(drawn.content, name=f"product.{ending}", media_type=drawn.media_type, user_id=None)
    product.picture_id = kept.id
    forget_file(before)
    _touch(product)
    _tell(product, "changed", event_id, by, ["picture"])


def remove_picture(product: CompanyProduct, *, by: int | None, event_id: int | None = None) -> None:
    """The product has no picture any more."""
    running()
    before, product.picture_id = product.picture_id, None
    forget_file(before)
    _touch(product)
    _tell(product, "changed", event_id, by, ["picture"])


def _touch(shown: Shown) -> None:
    shown.version += 1
    shown.updated_at = now()
    db.session.flush()


def _tell(shown: Shown, act: str, event_id: int | None, by: int | None, fields: list[str] | None = None) -> None:
    company = db.session.get_one(Company, shown.company_id)
    details = {"fields": fields} if fields else {}
    notices.write(f"company.{WORDS[type(shown)]}_{act}", company, event_id=event_id, by=by, **details)
