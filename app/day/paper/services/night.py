"""Everything that the day needs, in one archive, made the night before: with it the day runs without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale

from app.core.db import transaction
from app.core.web.locale import LOCALES, plain
from app.day.paper.asked import OWN, Asked
from app.day.paper.kinds import ALL, Kind
from app.day.paper.models import PaperRun
from app.day.paper.queries.ground import ground_of
from app.day.paper.queries.phones import Phone, phones_of
from app.day.paper.services.files import FILES
from app.day.paper.services.making import Made, Tell, begin, finish, keep_marks, to_print
from app.day.paper.services.phones import Taken, phone_pdf
from app.day.paper.services.setting import Pack, run_of
from app.day.paper.services.workbook import workbook
from app.day.paper.signals import phones_taken
from app.documents import to_zip
from app.events.models import Event

FOR_THE_DAY = (
    Kind.AGENDAS,
    Kind.HALL_PLAN,
    Kind.TABLE_SIGNS,
    Kind.TICK_SLIPS,
    Kind.RUN_SHEETS,
    Kind.BUS_LISTS,
)
"""What stands in it; badges and cards are cut days before."""


def make_night(
    event: Event, *, language: str, reader: str, by: int | None, tell: Tell = lambda _part, _stage: None
) -> Made:
    """All packs of which there is a sheet, the phone list and the workbook. Raises PdfFailed."""
    tell(0.05, "gathering")
    night = begin(event, Asked(Kind.AGENDAS), 0, by=by, kind=ALL)
    files: dict[str, bytes] = {}
    for place, kind in enumerate(FOR_THE_DAY):
        tell(0.1 + 0.12 * place, "setting")
        files |= _pack(event, Asked(kind, language).fitting(), reader, by)
    with _words(event, reader):
        phones = _lists(event, night, reader, files)
    content = to_zip(files)
    with transaction():
        if phones:
            phones_taken.send(event, taken=Taken(phones, by))
        return finish(event, night, {}, content, f"night-before-{event.slug}-{night.number}.zip", sheets=len(files))


def _pack(event: Event, asked: Asked, reader: str, by: int | None) -> dict[str, bytes]:
    """The PDF of a kind by its name, with a run of its own; nothing where there is no sheet."""
    sheets, marks = to_print(event, asked)
    if not sheets:
        return {}
    run = begin(event, asked, len(sheets), by=by)
    content = FILES[asked.kind].pdf(Pack(event, asked, sheets, run.number, run.made_at, reader))
    keep_marks(run, marks)
    return {f"{FILES[asked.kind].name}.pdf": content}


def _lists(event: Event, night: PaperRun, reader: str, files: dict[str, bytes]) -> list[Phone]:
    """The phone list and the workbook; who stands in them with a number."""
    ground = ground_of(event)
    phones = phones_of(ground, event.id)
    foot = run_of(Pack(event, Asked(Kind.AGENDAS, OWN), (), night.number, night.made_at, reader))
    if phones:
        files["phone-list.pdf"] = phone_pdf(event, phones, foot=foot, language=reader, made_at=night.made_at)
    files["timetable.xlsx"] = workbook(ground, phones, made_at=night.made_at, title=plain(event.name))
    return phones


@contextmanager
def _words(event: Event, reader: str) -> Iterator[None]:
    g.event = event
    with force_locale(LOCALES[reader]):
        yield
