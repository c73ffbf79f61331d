"""What a firm says of a certificate that it holds, and its paper. Inside the running transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from app.companies.models import Company, CompanyCertificate
from app.companies.papers import Paper
from app.companies.services.saving import forget_file
from app.companies.services.showcase import ShowcaseChanged
from app.companies.signals import company_saved
from app.db import db, running
from app.floor import notices
from app.floor.files import store

DETAILS: Final = ("number", "issuer", "valid_until")


def change_certificate(
    held: CompanyCertificate,
    details: Mapping[str, str | dt.date | None],
    *,
    seen: int,
    by: int | None,
    event_id: int | None = None,
) -> list[str]:
    """Write its number, issuer and last day; the names of what changed. Raises ShowcaseChanged unless it is still
    version ``seen``."""
    running()
    if held.version != seen:
        raise ShowcaseChanged
    changed = [name for name in DETAILS if getattr(held, name) != (details.get(name) or None)]
    for name in changed:
        setattr(held, name, details.get(name) or None)
    if changed:
        _tell(held, changed, event_id, by)
    if "valid_until" in changed:  # an expired one is not counted as held
        company_saved.send(held.company)
    return changed


def keep_paper(held: CompanyCertificate, paper: Paper, *, by: int | None, event_id: int | None = None) -> None:
    """Keep a paper that ``papers.as_paper`` has looked at in the place of the one before."""
    running()
    before = held.file_id
    name = f"{held.standard}.{paper.ending}"
    held.file_id = store(paper.content, name=name, media_type=paper.media_type, user_id=None).id
    forget_file(before)
    _tell(held, ["paper"], event_id, by)


def remove_paper(held: CompanyCertificate, *, by: int | None, event_id: int | None = None) -> None:
    """The certificate has no paper any more."""
    running()
    before, held.file_id = held.file_id, None
    forget_file(before)
    _tell(held, ["paper"], event_id, by)


def _tell(held: CompanyCertificate, fields: list[str], event_id: int | None, by: int | None) -> None:
    held.version += 1
    db.session.flush()
    company = db.session.get_one(Company, held.company_id)
    notices.write("company.certificate_changed", company, event_id=event_id, by=by, fields=fields)
