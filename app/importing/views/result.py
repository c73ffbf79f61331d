"""What an import wrote, as its page shows it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from app.companies.wording import company_label
from app.importing import wording as words
from app.importing.queries.imports import get_registrations_by_id, list_person_names
from app.importing.queries.undo import UndoPlan, plan_undo
from app.importing.views.preview_lines import RowLabels
from app.registrations.models import ImportBatch, Registration
from app.registrations.wording import code_text


@dataclass(frozen=True, slots=True)
class ImportResultLine:
    """One company: its rows in the sheet, what happened to it; ``was_known``: a new
    one here that the organizer knew already; ``edited``: what somebody edited
    since remains after an undo; ``cancelled``: no row named it any
    more; ``stays``: why an undo leaves or has left it, or ""; ``guest``: the
    category of a guest, who has no page of a company."""

    rows: str
    registration_id: int
    name: str
    name_zh: str
    is_new: bool
    was_known: bool
    stays: str
    edited: bool = False
    cancelled: bool = False
    guest: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """``needed``: who stay as they are, since they have a meeting when the sheet says that they are away."""

    lines: list[ImportResultLine]
    undo: UndoPlan | None
    needed: list[str] = field(default_factory=list)

    @property
    def staying(self) -> list[ImportResultLine]:
        return [line for line in self.lines if line.stays]

    @property
    def edited(self) -> list[ImportResultLine]:
        """Of whom an undo takes back what the import wrote, and leaves what somebody edited beside."""
        return [line for line in self.lines if line.edited]


def get_import_result(batch: ImportBatch) -> ImportResult:
    """After an import all firms that it wrote; after an undo those that stayed."""
    companies = batch.written.get("firms", [])
    if batch.state == "undone":
        left = [[list(at) for at in rows] for rows in batch.written.get("left", [])]
        companies = [company for company in companies if company["rows"] in left]
    undo = plan_undo(batch) if batch.state == "imported" else None
    reasons = (
        {str(staying_company.registration_id): staying_company.reason for staying_company in undo.staying}
        if undo
        else batch.written.get("reasons", {})
    )
    there = get_registrations_by_id(company["registration"] for company in companies)
    label = RowLabels(len({sheet for company in companies for sheet, _ in company["rows"]}) > 1)
    lines = []
    for firm in companies:
        registration = there.get(firm["registration"])
        company = registration.company if registration else None
        reason = reasons.get(str(firm["registration"]), "")
        guest = registration is not None and registration.kind == "guest"
        lines.append(
            ImportResultLine(
                label.several_of([(sheet, row) for sheet, row in firm["rows"]]),
                firm["registration"] if registration and not guest else 0,
                company.name if company else _guest_name(registration),
                (company.name_zh or "") if company else "",
                is_new=bool(firm["created"].get("registrations")),
                was_known=not firm["created"].get("companies"),
                stays=code_text(words.NOT_UNDONE_TEXTS, reason) if reason else "",
                edited=undo is not None and firm["registration"] in undo.edited_beside,
                guest=registration.category if registration and guest else "",
            )
        )
    needed = list_person_names(batch.written.get("needed", [])) if batch.state == "imported" else []
    return ImportResult([*lines, *_cancelled_lines(batch, reasons)], undo, needed)


def _guest_name(guest: Registration | None) -> str:
    """Who it is, and of which institution."""
    parts = (
        [*(company_label(representative) for representative in guest.representatives), guest.institution]
        if guest
        else []
    )
    return str(gettext(", ")).join(filter(None, parts)) or "–"


def _cancelled_lines(batch: ImportBatch, reasons: Mapping[str, str]) -> Iterator[ImportResultLine]:
    """After an import all whom it cancelled; after an undo those who did not come back."""
    returned = batch.written.get("returned", [])
    cancelled_ids = [
        cancellation["registration"]
        for cancellation in batch.written.get("gone", [])
        if cancellation["registration"] not in returned
    ]
    for number, registration in get_registrations_by_id(cancelled_ids).items():
        reason = reasons.get(str(number), "")
        name, name_zh = (
            (registration.company.name, registration.company.name_zh or "") if registration.company else ("–", "")
        )
        stays = code_text(words.NOT_UNDONE_TEXTS, reason) if reason else ""
        yield ImportResultLine("", number, name, name_zh, is_new=False, was_known=True, stays=stays, cancelled=True)
