"""``flask registrations import``: a chamber's sheet from the command line, as a whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.db import db, now, transaction
from app.events.cli import event_of_slug
from app.events.models import Event
from app.floor.spreadsheets import Sheet, check_bytes, read_workbook, together
from app.floor.web.errors import explain
from app.kernel.errors import DomainError
from app.registrations.identity_numbers import identity_columns
from app.registrations.import_memory import recalled, to_choices, to_fixes
from app.registrations.models import Delegation
from app.registrations.plan import Choices, ImportPlan, PlannedRow, RowVerdict, to_json
from app.registrations.queries.gone import GoneFirms, gone_of
from app.registrations.queries.grounds import Ground, ground_for
from app.registrations.queries.imports import memory_of, plan_on
from app.registrations.services import imports
from app.registrations.services.importing import Foreseen, carry_out, check_quota
from app.registrations.sheet import untaken_in
from app.registrations.template import template

registration_commands = AppGroup("registrations", help="Firms of an event: import a chamber's sheet.")


@registration_commands.command("import")
@click.argument("event_slug", metavar="EVENT")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
)
@click.option("--delegation", "name", help="Its name, in any language; needed where the event has several.")
@click.option("--sheet", "wanted", multiple=True, help="Read this sheet alone, a hidden one too; may be said again.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the verdict of every row.")
def import_command(
    event_slug: str, files: tuple[Path, ...], name: str | None, wanted: tuple[str, ...], dry_run: bool, out: Path | None
) -> None:
    """Import FILE into EVENT (its short name in addresses): xlsx, xlsm, xls, ods, csv or tsv, docx, a zip of these.

    Several files (forms of one firm each, say) are imported together, as one.

    Ends with 0 when all was imported or, with --dry-run, when the sheet could be read and no quota stands against it;
    with 1 when it was refused or rows need a look (nothing is written then); with 2 when it was called wrongly.
    """
    if out is not None:
        _require_writable(out)
    event = event_of_slug(event_slug)
    delegation = _delegation(event, name, or_none=dry_run)
    try:
        filename, content = together([(file.name, _content(file)) for file in files])
        sheets = read_workbook(content, filename)
        read = _wanted_sheets(sheets, wanted)
        if dry_run or delegation is None:
            plan = _plan(event, delegation, sheets, read)
            gone = gone_of(delegation, plan, {}) if delegation is not None else None
            _write(plan, out, gone)
        else:
            plan, gone = _import(event, delegation, sheets, content, filename, read, out)
        if all(row.verdict == RowVerdict.LEFT_OUT for row in plan.rows):
            raise imports.NothingToImport
        if dry_run and delegation is not None:
            check_quota(delegation, plan)
    except DomainError as refused:
        raise click.ClickException(_said(refused)) from None
    _tell(plan, _outcome(plan) if dry_run else "imported")
    _tell_gone(gone)


@registration_commands.command("template")
@click.option("--lang", type=click.Choice(["en", "zh", "fr"]), default="en", show_default=True, help="Beside Chinese.")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def template_command(lang: str, out: Path) -> None:
    """Write an empty sheet to fill in, as the import page offers it, to OUT (xlsx)."""
    try:
        out.write_bytes(template(lang, made_at=now()))
    except OSError as broken:
        raise click.UsageError(f"“{out}” cannot be written ({broken.strerror}).") from None


def _require_writable(out: Path) -> None:
    """Tried before anything is imported, without leaving an empty file behind."""
    there = out.exists()
    try:
        with out.open("a"):
            pass
        if not there:
            out.unlink()
    except OSError as broken:
        raise click.UsageError(f"“{out}” cannot be written ({broken.strerror}). Nothing was imported.") from None


def _content(file: Path) -> bytes:
    try:
        check_bytes(file.stat().st_size)
        return file.read_bytes()
    except OSError as broken:
        raise click.UsageError(f"“{file}” cannot be read ({broken.strerror}). Nothing was imported.") from None


def _wanted_sheets(sheets: list[Sheet], wanted: tuple[str, ...]) -> dict[str, bool]:
    """Sheet → whether it is read, where that was said; blanks around names don't count."""
    names = {name.strip() for name in wanted}
    there = {sheet.name.strip() for sheet in sheets}
    if names - there:
        known = ", ".join(f"“{sheet.name.strip()}”" for sheet in sheets if sheet.name.strip())
        missing = ", ".join(f"“{name}”" for name in sorted(names - there))
        told = f"Sheets: {known}." if known else "Its one sheet has no name: leave --sheet out."
        raise click.UsageError(f"There is no sheet {missing} in the file. {told} Nothing was imported.")
    return {sheet.name: sheet.name.strip() in names for sheet in sheets} if names else {}


def _delegation(event: Event, name: str | None, *, or_none: bool) -> Delegation | None:
    """The one of this name, or the only one; a dry run does without where that is not clear."""
    chosen = select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.name_en)
    found = db.session.scalars(chosen).all()
    names = ", ".join(f"“{one.name_en}”" for one in found) or "none yet"
    if name is not None:
        named = [one for one in found if name in (one.name_en, one.name_zh, one.name_fr)]
        if not named:
            raise click.UsageError(f"There is no delegation “{name}” at {event.slug}. Delegations: {names}.")
        return named[0]
    if len(found) == 1:
        return found[0]
    if or_none:
        click.echo(f"No delegation is given; compared with the register alone. Delegations: {names}.", err=True)
        return None
    raise click.UsageError(f"Say with --delegation which one brings these firms. Delegations: {names}.")


def _plan(event: Event, delegation: Delegation | None, sheets: list[Sheet], read: dict[str, bool]) -> ImportPlan:
    """As the preview of an upload would show it."""
    ground, choices = ground_for(event, delegation), to_choices(imports.choices_of(delegation, read))
    return _remembered(delegation, ground, sheets, choices, plan_on(ground, sheets, choices))


def _remembered(
    delegation: Delegation | None, ground: Ground, sheets: list[Sheet], choices: Choices, bare: ImportPlan
) -> ImportPlan:
    """The plan with what earlier sheets of the delegation settled."""
    fixes = to_fixes(recalled(bare.rows, memory_of(delegation))) if delegation else {}
    return plan_on(ground, sheets, choices, fixes) if fixes else bare


def _import(
    event: Event,
    delegation: Delegation,
    sheets: list[Sheet],
    content: bytes,
    filename: str,
    read: dict[str, bool],
    out: Path | None,
) -> tuple[ImportPlan, GoneFirms | None]:
    """All in one transaction: a refusal leaves not even the file behind; so do verdicts that cannot be written. It is
    planned before anybody has to wait for the write lock."""
    ground, choices = ground_for(event, delegation), imports.choices_of(delegation, read)
    bare = plan_on(ground, sheets, to_choices(choices))
    plan = _remembered(delegation, ground, sheets, to_choices(choices), bare)
    gone = gone_of(delegation, plan, {})
    _stop_at_looks(plan, out, gone)
    with transaction():
        batch = imports.put_away(event, delegation, content, filename, by=None)
        imports.fill(batch, delegation, sheets, choices, bare, by=None)
        carry_out(batch.id, batch.version, by=None, foreseen=Foreseen(ground, plan))
        _write(plan, out, gone)
    return plan, gone


def _stop_at_looks(plan: ImportPlan, out: Path | None, gone: GoneFirms | None) -> None:
    looks = plan.of(RowVerdict.LOOK)
    if not looks:
        return
    _write(plan, out, gone)
    _tell(plan, _outcome(plan))
    _tell_gone(gone)
    lines = "\n".join(f"  {_place(row)}: {row.company or 'no name'} ({', '.join(row.looks)})" for row in looks)
    need = "row needs" if len(looks) == 1 else "rows need"
    raise click.ClickException(
        f"{len(looks)} {need} a look; nothing was imported. Settle them in the preview on the event's "
        f"import page, or in the sheet:\n{lines}"
    )


def _place(row: PlannedRow) -> str:
    return f"{row.sheet.strip()}, row {row.row}" if row.sheet.strip() else f"row {row.row}"


def _write(plan: ImportPlan, out: Path | None, gone: GoneFirms | None) -> None:
    """Raises ClickException where there is no room for it."""
    if out is None:
        return
    told = {**to_json(plan), **_gone_to_json(gone)}
    try:
        out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as broken:
        raise click.ClickException(f"“{out}” could not be written ({broken.strerror}). Nothing was imported.") from None


def _tell(plan: ImportPlan, outcome: str) -> None:
    tally = plan.tally
    rows = sum(row.verdict is not RowVerdict.LEFT_OUT and not row.guest for row in plan.rows)
    click.echo(
        f"{_number(rows, 'row')} of {_number(len(plan.effects), 'firm')} {outcome}: {_number(tally.new, 'new firm')}, "
        f"{_number(tally.same, 'row')} the same as a firm you have, or twice in the sheet, "
        f"{_number(tally.looks, 'row')} to look at; {_number(tally.left_out, 'row')} left out."
        + (f" {_number(tally.guests, 'row')} of guests, no firms." if tally.guests else "")
    )
    for sheet in plan.sheets:
        if headers := untaken_in(sheet):
            where = f" of sheet “{sheet.name.strip()}”" if sheet.name.strip() else ""
            click.echo(f"Columns{where} that are left out: {', '.join(headers)}.")
    if numbers := identity_columns(plan.sheets):
        told = ", ".join(f"“{header}”" for header in numbers)
        click.echo(f"Numbers of passports and identity cards are not kept: {told}.")
    for sheet in plan.not_read:
        click.echo(f"Sheet “{sheet.name}” is not read ({sheet.why_not}).")


def _tell_gone(gone: GoneFirms | None) -> None:
    """Who stood in an earlier sheet and stands in this one no longer; they stay."""
    if gone is None:
        return
    for one in gone.firms:
        click.echo(f"No longer in the sheet, stays: {one.company.name}{_meetings(len(one.freed))}")
    for person in gone.people:
        told = f"{person.person.display_name} ({person.company.name}){_meetings(len(person.seats))}"
        click.echo(f"No longer in the sheet, stays: {told}")
    if gone.firms or gone.people:
        click.echo("Cancel firms or remove people in the preview on the event’s import page, or on their own pages.")


def _meetings(count: int) -> str:
    return f", {_number(count, 'meeting')}" if count else ""


def _gone_to_json(gone: GoneFirms | None) -> dict[str, Any]:
    """Keyed as the rows are: ``c`` and the number of the firm."""
    firms = gone.firms if gone is not None else ()
    people = gone.people if gone is not None else ()
    return {
        "gone": [
            {"key": f"c{one.company.id}", "company": one.company.name, "meetings": len(one.freed)} for one in firms
        ],
        "gone_people": [
            {
                "key": f"c{one.company.id}",
                "company": one.company.name,
                "person": one.person.display_name,
                "meetings": len(one.seats),
            }
            for one in people
        ],
    }


def _outcome(plan: ImportPlan) -> str:
    """A sheet is imported as a whole or not at all, so nothing can be as long as a row needs a look."""
    return "can be imported once every row is settled" if plan.of(RowVerdict.LOOK) else "would be imported"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _said(refused: DomainError) -> str:
    """The sentence of the pages, in English, with the code to search for."""
    return f"{explain(refused)} [{refused.code}]"
