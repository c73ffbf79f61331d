"""``flask registrations import``: a chamber's sheet from the command line, as a whole or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.companies.names.parsing import compact
from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.core.spreadsheets import Worksheet, pack_files, read_workbook, require_size
from app.core.web.errors import error_text
from app.events.cli import event_of_slug
from app.events.models import Event
from app.registrations.cli.telling import PURPOSES, gone_to_json, outcome, place, tell, tell_gone, unclear
from app.registrations.consent_tally import consents_to_settle
from app.registrations.import_memory import recalled, to_choices, to_fixes
from app.registrations.models import Delegation
from app.registrations.plan import Choices, ImportPlan, RowVerdict, to_json
from app.registrations.queries.gone import GoneFirms, gone_of
from app.registrations.queries.grounds import Ground, ground_for
from app.registrations.queries.imports import Bringer, memory_of, plan_on
from app.registrations.services import imports
from app.registrations.services.importing import Foreseen, carry_out, check_quota
from app.registrations.template import template

registration_commands = AppGroup("registrations", help="Firms of an event: import a chamber's sheet.")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said on the command line: which ``sheets`` are read, and what ``columns`` (by key) become."""

    sheets: dict[str, bool]
    columns: dict[str, str]

    def choices(self, delegation: Delegation | None) -> dict[str, Any]:
        """With what earlier sheets of the delegation's organisation settled, as JSON."""
        known = imports.choices_of(delegation.organisation_id if delegation else None, self.sheets)
        return {**known, "columns": {**known.get("columns", {}), **self.columns}}


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
@click.option(
    "--consent-means",
    "means",
    multiple=True,
    metavar="COLUMN=PURPOSE",
    help=f"What a column of consent is to whose header does not say: {', '.join(PURPOSES)}; may be said again.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the verdict of every row.")
def import_command(
    event_slug: str,
    files: tuple[Path, ...],
    name: str | None,
    wanted: tuple[str, ...],
    means: tuple[str, ...],
    dry_run: bool,
    out: Path | None,
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
        filename, content = pack_files([(file.name, _content(file)) for file in files])
        sheets = read_workbook(content, filename)
        said = Said(_wanted_sheets(sheets, wanted), _columns_meant(means))
        if dry_run or delegation is None:
            plan = _plan(event, delegation, sheets, said)
            gone = gone_of(Bringer(event, delegation), plan, {}) if delegation is not None else None
            _write(plan, out, gone)
        else:
            plan, gone = _import(event, delegation, sheets, content, filename, said, out)
        if all(row.verdict == RowVerdict.LEFT_OUT for row in plan.rows):
            raise imports.NothingToImport
        if dry_run and delegation is not None:
            check_quota(delegation, plan)
    except DomainError as refused:
        raise click.ClickException(_said(refused)) from None
    tell(plan, outcome(plan) if dry_run else "imported")
    tell_gone(gone)


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
        require_size(file.stat().st_size)
        return file.read_bytes()
    except OSError as broken:
        raise click.UsageError(f"“{file}” cannot be read ({broken.strerror}). Nothing was imported.") from None


def _wanted_sheets(sheets: list[Worksheet], wanted: tuple[str, ...]) -> dict[str, bool]:
    """Sheet → whether it is read, where that was said; blanks around names don't count."""
    names = {name.strip() for name in wanted}
    there = {sheet.name.strip() for sheet in sheets}
    if names - there:
        known = ", ".join(f"“{sheet.name.strip()}”" for sheet in sheets if sheet.name.strip())
        missing = ", ".join(f"“{name}”" for name in sorted(names - there))
        told = f"Sheets: {known}." if known else "Its one sheet has no name: leave --sheet out."
        raise click.UsageError(f"There is no sheet {missing} in the file. {told} Nothing was imported.")
    return {sheet.name: sheet.name.strip() in names for sheet in sheets} if names else {}


def _columns_meant(means: tuple[str, ...]) -> dict[str, str]:
    """Key of a header → field."""
    found = {}
    for one in means:
        header, _, purpose = one.rpartition("=")
        if not header.strip() or purpose.strip() not in PURPOSES:
            raise click.UsageError(f"“{one}” is no COLUMN=PURPOSE; purposes: {', '.join(PURPOSES)}.")
        found[compact(header)] = PURPOSES[purpose.strip()].value
    return found


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


def _plan(event: Event, delegation: Delegation | None, sheets: list[Worksheet], said: Said) -> ImportPlan:
    """As the preview of an upload would show it."""
    ground, choices = ground_for(event, delegation), to_choices(said.choices(delegation))
    bringer = Bringer(event, delegation) if delegation else None
    return _remembered(bringer, ground, sheets, choices, plan_on(ground, sheets, choices))


def _remembered(
    bringer: Bringer | None, ground: Ground, sheets: list[Worksheet], choices: Choices, bare: ImportPlan
) -> ImportPlan:
    """The plan with what earlier sheets of the delegation settled."""
    fixes = to_fixes(recalled(bare.rows, memory_of(bringer))) if bringer else {}
    return plan_on(ground, sheets, choices, fixes) if fixes else bare


def _import(
    event: Event,
    delegation: Delegation,
    sheets: list[Worksheet],
    content: bytes,
    filename: str,
    said: Said,
    out: Path | None,
) -> tuple[ImportPlan, GoneFirms | None]:
    """All in one transaction: a refusal leaves not even the file behind; so do verdicts that cannot be written. It is
    planned before anybody has to wait for the write lock."""
    ground, choices = ground_for(event, delegation), said.choices(delegation)
    bringer, bare = Bringer(event, delegation), plan_on(ground, sheets, to_choices(choices))
    plan = _remembered(bringer, ground, sheets, to_choices(choices), bare)
    gone = gone_of(bringer, plan, {})
    _stop_at_looks(plan, out, gone)
    _stop_at_consents(plan)
    with transaction():
        batch = imports.put_away(bringer, content, filename, by=None)
        imports.fill(batch, sheets, choices, bare, by=None)
        carry_out(batch.id, batch.version, by=None, foreseen=Foreseen(ground, plan))
        _write(plan, out, gone)
    return plan, gone


def _stop_at_looks(plan: ImportPlan, out: Path | None, gone: GoneFirms | None) -> None:
    looks = plan.of(RowVerdict.LOOK)
    if not looks:
        return
    _write(plan, out, gone)
    tell(plan, outcome(plan))
    tell_gone(gone)
    lines = "\n".join(f"  {place(row)}: {row.company or 'no name'} ({', '.join(row.looks)})" for row in looks)
    need = "row needs" if len(looks) == 1 else "rows need"
    raise click.ClickException(
        f"{len(looks)} {need} a look; nothing was imported. Settle them in the preview on the event's "
        f"import page, or in the sheet:\n{lines}"
    )


def _stop_at_consents(plan: ImportPlan) -> None:
    """Nobody's answer is taken for a consent, or lost, without a word of what it is to."""
    if asked := consents_to_settle(plan):
        raise click.ClickException(f"{unclear(asked)} Nothing was imported.")


def _write(plan: ImportPlan, out: Path | None, gone: GoneFirms | None) -> None:
    """Raises ClickException where there is no room for it."""
    if out is None:
        return
    told = {**to_json(plan), **gone_to_json(gone)}
    try:
        out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as broken:
        raise click.ClickException(f"“{out}” could not be written ({broken.strerror}). Nothing was imported.") from None


def _said(refused: DomainError) -> str:
    """The sentence of the pages, in English, with the code to search for."""
    return f"{error_text(refused)} [{refused.code}]"
