"""A chamber's sheet: upload, preview and fix, import, undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import DomainError
from app.core.spreadsheets import pack_files
from app.core.views import JobStatus, job_status
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import in_a_row, plain
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.imports import GroupUploadForm, UploadForm
from app.registrations.models import KEPT, Delegation, ImportBatch
from app.registrations.queries import imports as queries
from app.registrations.queries.clashes import clashes_of
from app.registrations.queries.gone import gone_firms
from app.registrations.scopes import a_delegation, an_import
from app.registrations.services import import_disposal, reading, undoing
from app.registrations.services import imports as services
from app.registrations.services.importing import quota_refusal
from app.registrations.views.blueprint import registrations
from app.registrations.views.import_fixes import OF_ALL, Heard, chosen_columns, given_back, heard
from app.registrations.views.import_lines import Given
from app.registrations.views.import_page import page_of
from app.registrations.views.import_record import record_of

OWN_SIDE = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
PAGED = ("sectors_page", "same_page", "new_page", "left_page")
IMPORTS = "/events/<slug:event>/imports"
OF_DELEGATION = "/events/<slug:event>/delegations/<int:delegation_id>/imports"
BATCH = f"{IMPORTS}/<int:batch_id>"


@registrations.get(OF_DELEGATION)
@allow(*OWN_SIDE, of=a_delegation)
def imports(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Choose a sheet; those that came before."""
    return _imports(event, delegation, UploadForm())


@registrations.post(OF_DELEGATION)
@allow(*OWN_SIDE, of=a_delegation)
def upload_sheet(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _take_in(event, delegation, UploadForm())


@registrations.get(IMPORTS)
@allow(Role.ORGANIZER, of=an_event)
def event_imports(event: Event) -> ResponseReturnValue:
    """The same for companies that come without a delegation, as the hosts."""
    return _imports(event, None, _for_group(event))


@registrations.post(IMPORTS)
@allow(Role.ORGANIZER, of=an_event)
def upload_for_group(event: Event) -> ResponseReturnValue:
    return _take_in(event, None, _for_group(event))


@registrations.get(BATCH)
@allow(*OWN_SIDE, of=an_import)
def import_preview(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """What would happen, row by row; afterwards, what happened."""
    return _page(event, batch)


@registrations.post(f"{BATCH}/columns")
@allow(*OWN_SIDE, of=an_import)
def choose_columns(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """What columns become, and which sheets are read."""
    return _say(event, batch, "sheets" if "sheet" in request.values else "columns")


@registrations.post(f"{BATCH}/rows")
@allow(*OWN_SIDE, of=an_import)
def settle_rows(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """Say what is meant by a row, or take it back."""
    return _say(event, batch, request.values.get("part", "look"))


@registrations.post(f"{BATCH}/run")
@allow(*OWN_SIDE, of=an_import)
def run_import(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """Begin the import; the page shows how far it is. What was typed meanwhile is kept and looked at first; which gone
    firms are cancelled changes no row, so that one press is enough."""
    version, said = _version(), heard(request, batch, queries.plan_of(batch)) if batch.state == "preview" else None
    if said and not said.only_gone:
        flash(
            gettext("Nothing is imported yet: what you changed is kept. Look at the rows once more, then import."),
            "wait",
        )
        return _say(event, batch)
    try:
        if said:
            services.say(batch.id, version, gone=said.gone, gone_people=said.gone_people, by=current_user.id)
            version = batch.version
        services.begin(batch.id, version, by=current_user.id)
    except DomainError as refused:
        return _refused(event, batch, refused)
    return _back(event, batch)


@registrations.post(f"{BATCH}/undo")
@allow(*OWN_SIDE, of=an_import)
def undo_import(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    try:
        undone = undoing.undo(batch.id, _version(), by=current_user.id)
    except DomainError as refused:
        return _refused(event, batch, refused)
    rows = undone.rows_going
    flash(ngettext("The import of %(num)d row is undone.", "The import of %(num)d rows is undone.", rows), "good")
    return _back(event, batch)


@registrations.post(f"{BATCH}/disposal")
@allow(*OWN_SIDE, of=an_import)
def throw_import_away(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    try:
        import_disposal.throw_away(batch.id, _version(), by=current_user.id)
    except DomainError as refused:
        return _refused(event, batch, refused)
    flash(gettext("The sheet is thrown away; nothing was imported."), "good")
    return redirect(_imports_url(event, batch.delegation))


def _for_group(event: Event) -> GroupUploadForm:
    g.tab = "registrations.index"
    form = GroupUploadForm()
    form.group.offer(event)
    return form


def _take_in(event: Event, delegation: Delegation | None, form: UploadForm) -> ResponseReturnValue:
    if not form.validate():
        return _imports(event, delegation, form), 422
    filename, content = pack_files([(sent.filename or "", sent.read()) for sent in form.file.data])
    group_id = int(form.group.data) if isinstance(form, GroupUploadForm) else None
    try:
        batch = reading.take_in(queries.Bringer(event, delegation, group_id), content, filename, by=current_user.id)
    except DomainError as refused:
        form.file.errors = [errors.error_text(refused)]
        return _imports(event, delegation, form), errors.error_status(refused)
    return _back(event, batch)


def _say(event: Event, batch: ImportBatch, part: str = "") -> ResponseReturnValue:
    """Keep all that the preview's one form holds, whichever of its buttons was pressed."""
    said = heard(request, batch, queries.plan_of(batch))
    try:
        if said:
            services.say(
                batch.id,
                _version(),
                fixes=said.rows.fixes,
                columns=said.columns,
                sheets=said.sheets,
                gone=said.gone,
                gone_people=said.gone_people,
                sectors=said.sectors,
                forgotten=said.forgotten,
                by=current_user.id,
            )
    except DomainError as refused:
        return _refused(event, batch, refused)
    if said.rows.errors and request.values.get("act") in OF_ALL:
        flash(_left_of_all(said), "wait")
    if said.rows.errors:
        return _page(event, batch, given=said.rows.errors), 422
    return _back(event, batch, part)


def _left_of_all(said: Heard) -> str:
    """What the bulk button did, where somebody typed what is no address."""
    count, left = len(said.rows.fixes), len(said.rows.errors)
    settled = ngettext("%(num)d row is settled.", "%(num)d rows are settled.", count)
    waits = ngettext(
        "%(num)d row waits: what is typed there is no address.",
        "%(num)d rows wait: what is typed there is no address.",
        left,
    )
    return in_a_row((settled, waits))


def _imports(event: Event, delegation: Delegation | None, form: UploadForm) -> str:
    batches = queries.batches_of(event, delegation)
    return render_template(
        "registrations/imports.html",
        event=event,
        back=_back_to(event, delegation),
        form=form,
        batches=batches,
        keep_days=KEPT.days,
    )


def _page(
    event: Event,
    batch: ImportBatch,
    *,
    given: Mapping[str, Given] | None = None,
    chosen: Mapping[str, str] | None = None,
    refusal: str = "",
) -> str:
    delegation = batch.delegation
    g.tab = "registrations.imports" if delegation is not None else "registrations.index"
    shown = {
        "event": event,
        "delegation": delegation,
        "batch": batch,
        "file": queries.file_of(batch),
        "imports_url": _imports_url(event, delegation),
        "back": _back_to(event, delegation),
    }
    if batch.is_being_read:
        return render_template("registrations/import_reading.html", **shown, refusal=refusal, **_job(batch))
    if batch.state != "preview":
        clashes = len(clashes_of(delegation)) if delegation is not None and batch.state == "imported" else 0
        record = record_of(batch)
        return render_template(
            "registrations/import_done.html", **shown, record=record, refusal=refusal, clashes=clashes
        )
    plan = queries.plan_of(batch)
    gone = gone_firms(batch, plan)
    return render_template(
        "registrations/import_preview.html",
        **shown,
        gone=gone,
        page=page_of(batch, plan, queries.registrations_by_company(batch), given or {}, chosen or {}, _pages()),
        refusal=refusal,
        missing=quota_refusal(delegation, plan, gone),
        **_job(batch),
    )


def _job(batch: ImportBatch) -> dict[str, object]:
    """The job of this import as the page shows it: one's own with its progress, somebody else's in words."""
    run = queries.run_of(batch)
    seen: JobStatus | None = job_status(run) if run else None
    return {"run": run, "seen": seen, "own_run": run is not None and run.user_id == current_user.id}


def _refused(event: Event, batch: ImportBatch, refused: DomainError) -> ResponseReturnValue:
    """The page as things now stand, with what was refused and why; what was typed stands in its fields again."""
    plan = queries.plan_of(batch)
    given, chosen = given_back(request.form, plan), chosen_columns(request.form, plan)
    told = errors.error_text(refused)
    return _page(event, batch, given=given, chosen=chosen, refusal=told), errors.error_status(refused)


def _version() -> int:
    """The version of the preview that the reader had before their eyes."""
    return request.form.get("version", 0, type=int)


def _imports_url(event: Event, delegation: Delegation | None) -> str:
    if delegation is None:
        return url_for("registrations.event_imports", event=event)
    return url_for("registrations.imports", event=event, delegation_id=delegation.id)


def _back_to(event: Event, delegation: Delegation | None) -> dict[str, str]:
    """The page of those whom the sheet brings, by name."""
    if delegation is None:
        return {"label": gettext("Registrations"), "url": url_for("registrations.index", event=event)}
    roster = url_for("registrations.roster", event=event, delegation_id=delegation.id)
    return {"label": plain(delegation.name), "url": roster}


def _back(event: Event, batch: ImportBatch, part: str = "") -> ResponseReturnValue:
    """To the preview; ``part``: the section to show first."""
    anchor = part if part in ("columns", "sectors", "look", "gone", "same", "new", "left-out", "sheets") else None
    return redirect(url_for("registrations.import_preview", event=event, batch_id=batch.id, _anchor=anchor, **_pages()))


def _pages() -> dict[str, Any]:
    """Which page of which section of the preview is before the reader's eyes."""
    told = {name: request.args.get(name, 1, type=int) for name in PAGED}
    return {name: number for name, number in told.items() if number > 1}
