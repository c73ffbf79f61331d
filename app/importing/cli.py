"""``flask registrations import``: a chamber's list from the command line, as a whole or not at all, and what is
printed of it, in English."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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
from app.importing.consents import UncountedConsent, list_undecided_consents
from app.importing.fixes import ImportChoices, parse_choices, parse_fixes, recall_fixes
from app.importing.plan import ImportPlan, PlannedRow, RowVerdict, plan_to_json
from app.importing.queries.imports import ExistingData, ImportSource, get_existing_data, get_settled_fixes, plan_against
from app.importing.queries.removals import Removals, find_removals
from app.importing.services import preview
from app.importing.services.execution import PreparedPlan, execute_import, require_quota
from app.importing.services.uploads import create_batch, fill_batch, get_choices
from app.registrations.models import Delegation
from app.sheets.fields import CONSENT_FIELDS, SheetField
from app.sheets.identity_numbers import list_identity_headers
from app.sheets.sheet_reading import list_unused_headers
from app.sheets.template import render_list_template

NO_PURPOSE: Final = "nothing"
PURPOSE_FIELDS: Final = {
    **{purpose.replace("_", "-"): field for field, purpose in CONSENT_FIELDS.items()},
    NO_PURPOSE: SheetField.CONSENT_OTHER,
}
"""As the command line calls them → what the column becomes."""


def print_plan(plan: ImportPlan, outcome: str) -> None:
    tally = plan.tally
    rows = sum(row.verdict is not RowVerdict.LEFT_OUT and not row.guest for row in plan.rows)
    click.echo(
        f"{count_text(rows, 'row')} of {count_text(len(plan.effects), 'firm')} {outcome}: "
        f"{count_text(tally.new, 'new firm')}, "
        f"{count_text(tally.same, 'row')} the same as a firm you have, or twice in the sheet, "
        f"{count_text(tally.looks, 'row')} to look at; {count_text(tally.left_out, 'row')} left out."
        + (f" {count_text(tally.guests, 'row')} of guests, no firms." if tally.guests else "")
    )
    for sheet in plan.sheets:
        if headers := list_unused_headers(sheet):
            where = f" of sheet “{sheet.name.strip()}”" if sheet.name.strip() else ""
            click.echo(f"Columns{where} that are left out: {', '.join(headers)}.")
    if numbers := list_identity_headers(plan.sheets):
        text = ", ".join(f"“{header}”" for header in numbers)
        click.echo(f"Numbers of passports and identity cards are not kept: {text}.")
    if asked := list_undecided_consents(plan):
        click.echo(unclear_consents_text(asked))
    for sheet in plan.not_read:
        click.echo(f"Sheet “{sheet.name}” is not read ({sheet.why_not}).")


def print_removals(removals: Removals | None) -> None:
    """Who stood in an earlier sheet and stands in this one no longer; they stay."""
    if removals is None:
        return
    for company in removals.companies:
        click.echo(f"No longer in the sheet, stays: {company.company.name}{_meetings_text(len(company.freed))}")
    for person in removals.people:
        text = f"{person.person.display_name} ({person.company.name}){_meetings_text(len(person.seats))}"
        click.echo(f"No longer in the sheet, stays: {text}")
    if removals.companies or removals.people:
        click.echo("Cancel firms or remove people in the preview on the event’s import page, or on their own pages.")


def _meetings_text(count: int) -> str:
    return f", {count_text(count, 'meeting')}" if count else ""


def removals_to_json(removals: Removals | None) -> dict[str, Any]:
    """Keyed as the rows are: ``c`` and the number of the firm."""
    companies = removals.companies if removals is not None else ()
    people = removals.people if removals is not None else ()
    return {
        "gone": [
            {"key": f"c{company.company.id}", "company": company.company.name, "meetings": len(company.freed)}
            for company in companies
        ],
        "gone_people": [
            {
                "key": f"c{person.company.id}",
                "company": person.company.name,
                "person": person.person.display_name,
                "meetings": len(person.seats),
            }
            for person in people
        ],
    }


def outcome_text(plan: ImportPlan) -> str:
    """A sheet is imported as a whole or not at all, so nothing can be as long as a row needs a look."""
    return "can be imported once every row is settled" if plan.of(RowVerdict.LOOK) else "would be imported"


def count_text(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def row_place(row: PlannedRow) -> str:
    return f"{row.sheet.strip()}, row {row.row}" if row.sheet.strip() else f"row {row.row}"


def unclear_consents_text(asked: Sequence[UncountedConsent]) -> str:
    text = "; ".join(f"“{consent.header}” ({count_text(consent.answers, 'answer')})" for consent in asked)
    turned = "".join(f" A yes of “{consent.header}” counts as a no." for consent in asked if consent.refuses)
    return (
        f"The header does not say what these are consents to: {text}. Say it with --consent-means "
        f"“COLUMN=PURPOSE” ({', '.join(PURPOSE_FIELDS)}; {NO_PURPOSE}: kept as a remark, counts for nothing).{turned}"
    )


registration_commands = AppGroup("registrations", help="Firms of an event: import a chamber's sheet.")


@dataclass(frozen=True, slots=True)
class CommandChoices:
    """What was said on the command line: which ``sheets`` are read, and what ``columns`` (by key) become."""

    sheets: dict[str, bool]
    columns: dict[str, str]

    def choices(self, delegation: Delegation | None) -> dict[str, Any]:
        """With what earlier sheets of the delegation's organisation settled, as JSON."""
        known = get_choices(delegation.organisation_id if delegation else None, self.sheets)
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
    help=f"What a column of consent is to whose header does not say: {', '.join(PURPOSE_FIELDS)}; may be said again.",
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

    Several files (forms of one company each, say) are imported together, as one.

    Ends with 0 when all was imported or, with --dry-run, when the sheet could be read and no quota stands against it;
    with 1 when it was refused or rows need a look (nothing is written then); with 2 when it was called wrongly.
    """
    if out is not None:
        _require_writable(out)
    event = event_of_slug(event_slug)
    delegation = _find_delegation(event, name, or_none=dry_run)
    try:
        filename, content = pack_files([(file.name, _read_file(file)) for file in files])
        sheets = read_workbook(content, filename)
        command_choices = CommandChoices(_parse_sheets(sheets, wanted), _parse_consent_columns(means))
        if dry_run or delegation is None:
            plan = _create_plan(event, delegation, sheets, command_choices)
            removals = find_removals(ImportSource(event, delegation), plan, {}) if delegation is not None else None
            _write_json(plan, out, removals)
        else:
            plan, removals = _import_sheets(event, delegation, sheets, content, filename, command_choices, out)
        if all(row.verdict == RowVerdict.LEFT_OUT for row in plan.rows):
            raise preview.NothingToImport
        if dry_run and delegation is not None:
            require_quota(delegation, plan)
    except DomainError as refused:
        raise click.ClickException(f"{error_text(refused)} [{refused.code}]") from None
    print_plan(plan, outcome_text(plan) if dry_run else "imported")
    print_removals(removals)


@registration_commands.command("template")
@click.option("--lang", type=click.Choice(["en", "zh", "fr"]), default="en", show_default=True, help="Beside Chinese.")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def template_command(lang: str, out: Path) -> None:
    """Write an empty sheet to fill in, as the import page offers it, to OUT (xlsx)."""
    try:
        out.write_bytes(render_list_template(lang, made_at=now()))
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


def _read_file(file: Path) -> bytes:
    try:
        require_size(file.stat().st_size)
        return file.read_bytes()
    except OSError as broken:
        raise click.UsageError(f"“{file}” cannot be read ({broken.strerror}). Nothing was imported.") from None


def _parse_sheets(sheets: list[Worksheet], wanted: tuple[str, ...]) -> dict[str, bool]:
    """Sheet → whether it is read, where that was said; blanks around names don't count."""
    names = {name.strip() for name in wanted}
    there = {sheet.name.strip() for sheet in sheets}
    if names - there:
        known = ", ".join(f"“{sheet.name.strip()}”" for sheet in sheets if sheet.name.strip())
        missing = ", ".join(f"“{name}”" for name in sorted(names - there))
        notice = f"Sheets: {known}." if known else "Its one sheet has no name: leave --sheet out."
        raise click.UsageError(f"There is no sheet {missing} in the file. {notice} Nothing was imported.")
    return {sheet.name: sheet.name.strip() in names for sheet in sheets} if names else {}


def _parse_consent_columns(means: tuple[str, ...]) -> dict[str, str]:
    """Key of a header → field."""
    result = {}
    for mean in means:
        header, _, purpose = mean.rpartition("=")
        if not header.strip() or purpose.strip() not in PURPOSE_FIELDS:
            raise click.UsageError(f"“{mean}” is no COLUMN=PURPOSE; purposes: {', '.join(PURPOSE_FIELDS)}.")
        result[compact(header)] = PURPOSE_FIELDS[purpose.strip()].value
    return result


def _find_delegation(event: Event, name: str | None, *, or_none: bool) -> Delegation | None:
    """The one of this name, or the only one; a dry run does without where that is not clear."""
    chosen = select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.name_en)
    delegations = db.session.scalars(chosen).all()
    names = ", ".join(f"“{delegation.name_en}”" for delegation in delegations) or "none yet"
    if name is not None:
        named = [
            delegation
            for delegation in delegations
            if name in (delegation.name_en, delegation.name_zh, delegation.name_fr)
        ]
        if not named:
            raise click.UsageError(f"There is no delegation “{name}” at {event.slug}. Delegations: {names}.")
        return named[0]
    if len(delegations) == 1:
        return delegations[0]
    if or_none:
        click.echo(f"No delegation is given; compared with the register alone. Delegations: {names}.", err=True)
        return None
    raise click.UsageError(f"Say with --delegation which one brings these firms. Delegations: {names}.")


def _create_plan(
    event: Event, delegation: Delegation | None, sheets: list[Worksheet], command_choices: CommandChoices
) -> ImportPlan:
    """As the preview of an upload would show it."""
    ground, choices = get_existing_data(event, delegation), parse_choices(command_choices.choices(delegation))
    bringer = ImportSource(event, delegation) if delegation else None
    return _with_settled_fixes(bringer, ground, sheets, choices, plan_against(ground, sheets, choices))


def _with_settled_fixes(
    bringer: ImportSource | None,
    ground: ExistingData,
    sheets: list[Worksheet],
    choices: ImportChoices,
    bare: ImportPlan,
) -> ImportPlan:
    """The plan with what earlier sheets of the delegation settled."""
    fixes = parse_fixes(recall_fixes(bare.rows, get_settled_fixes(bringer))) if bringer else {}
    return plan_against(ground, sheets, choices, fixes) if fixes else bare


def _import_sheets(
    event: Event,
    delegation: Delegation,
    sheets: list[Worksheet],
    content: bytes,
    filename: str,
    command_choices: CommandChoices,
    out: Path | None,
) -> tuple[ImportPlan, Removals | None]:
    """All in one transaction: a refusal leaves not even the file behind; so do verdicts that cannot be written. It is
    planned before anybody has to wait for the write lock."""
    ground, choices = get_existing_data(event, delegation), command_choices.choices(delegation)
    bringer, bare = ImportSource(event, delegation), plan_against(ground, sheets, parse_choices(choices))
    plan = _with_settled_fixes(bringer, ground, sheets, parse_choices(choices), bare)
    removals = find_removals(bringer, plan, {})
    _require_settled_rows(plan, out, removals)
    _require_settled_consents(plan)
    with transaction():
        batch = create_batch(bringer, content, filename, by=None)
        fill_batch(batch, sheets, choices, bare, by=None)
        execute_import(batch.id, batch.version, by=None, foreseen=PreparedPlan(ground, plan))
        _write_json(plan, out, removals)
    return plan, removals


def _require_settled_rows(plan: ImportPlan, out: Path | None, removals: Removals | None) -> None:
    looks = plan.of(RowVerdict.LOOK)
    if not looks:
        return
    _write_json(plan, out, removals)
    print_plan(plan, outcome_text(plan))
    print_removals(removals)
    lines = "\n".join(f"  {row_place(row)}: {row.company or 'no name'} ({', '.join(row.looks)})" for row in looks)
    need = "row needs" if len(looks) == 1 else "rows need"
    raise click.ClickException(
        f"{len(looks)} {need} a look; nothing was imported. Settle them in the preview on the event's "
        f"import page, or in the sheet:\n{lines}"
    )


def _require_settled_consents(plan: ImportPlan) -> None:
    """Nobody's answer is taken for a consent, or lost, without a word of what it is to."""
    if asked := list_undecided_consents(plan):
        raise click.ClickException(f"{unclear_consents_text(asked)} Nothing was imported.")


def _write_json(plan: ImportPlan, out: Path | None, removals: Removals | None) -> None:
    """Raises ClickException where there is no room for it."""
    if out is None:
        return
    data = {**plan_to_json(plan), **removals_to_json(removals)}
    try:
        out.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as broken:
        raise click.ClickException(f"“{out}” could not be written ({broken.strerror}). Nothing was imported.") from None


commands = (registration_commands,)
