"""The phone list: on paper, and noted as every list that leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.companies.wording import company_display_names
from app.core.web.locale import plain
from app.day.paper.queries.phones import Phone
from app.documents.csv import CellValue
from app.documents.pdf import PrintedTable, table_to_pdf
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Taken:
    """Who stood in it, who took it."""

    rows: Sequence[Phone]
    by: int | None


def header() -> list[str]:
    return [
        gettext("Delegation"),
        gettext("Company"),
        gettext("Name"),
        gettext("Job title"),
        gettext("Phone"),
        gettext("WeChat"),
    ]


def row_of(one: Phone) -> list[CellValue]:
    side = one.firm.delegation or one.firm.group
    said = company_display_names(one.person)
    titles = plain(one.person.titles)
    name = " ".join(part for part in (said.first, said.second) if part)
    return [plain(side), company_display_names(one.firm).first, name, titles, one.phone, one.wechat]


def phone_pdf(event: Event, rows: Sequence[Phone], *, foot: str, language: str, made_at: datetime) -> bytes:
    """Raises PdfFailed."""
    table = PrintedTable(
        title=gettext("Phone list"),
        subtitle=plain(event.name),
        header=header(),
        rows=[row_of(one) for one in rows],
        foot=foot,
    )
    return table_to_pdf(table, language=language, made_at=made_at)
