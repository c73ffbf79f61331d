"""The pages of an import: upload, template, preview and fixes, start, undo."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext
from flask_login import current_user
from flask_wtf.file import FileRequired, MultipleFileField

from app.accounts.permissions import Role
from app.core.db import now
from app.core.errors import DomainError
from app.core.spreadsheets import pack_files
from app.core.views import JobStatus, job_status
from app.core.web import errors
from app.core.web.forms import Form, VersionField
from app.core.web.guards import allow
from app.core.web.locale import in_a_row, plain
from app.core.web.translations import lazy_gettext as _l
from app.delegations.queries.visits import list_clashes
from app.events.models import Event
from app.events.scopes import an_event
from app.importing.queries import imports as queries
from app.importing.queries.removals import find_batch_removals
from app.importing.services import preview, undo, uploads
from app.importing.services import preview as services
from app.importing.services.execution import find_quota_refusal
from app.importing.services.uploads import MEDIA_TYPES
from app.importing.views.blueprint import blueprint
from app.importing.views.preview import create_preview_page
from app.importing.views.preview_form import BULK_ACTS, ParsedPreview, list_typed_values, parse_columns, parse_preview
from app.importing.views.preview_lines import TypedValues
from app.importing.views.result import get_import_result
from app.registrations.forms.registrations import GroupField
from app.registrations.models import PREVIEW_LIFETIME, Delegation, ImportBatch
from app.registrations.scopes import a_delegation, an_import
from app.sheets.template import render_list_template, template_filename


class ListUploadForm(Form):
    """A sheet, or several files read as one; what is wrong with them is found by reading them."""

    file = MultipleFileField(_l("Your sheet, or forms of one firm each"), [FileRequired(_l("Choose a file first."))])


class GroupListUploadForm(ListUploadForm):
    """Of companies that come without a delegation."""

    group = GroupField(_l("Side of the event"))


class PreviewVersionForm(Form):
    version = VersionField()


IMPORT_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
PAGED_SECTIONS = ("sectors_page", "same_page", "new_page", "left_page")
IMPORTS_URL = "/events/<slug:event>/imports"
DELEGATION_IMPORTS_URL = "/events/<slug:event>/delegations/<int:delegation_id>/imports"
BATCH_URL = f"{IMPORTS_URL}/<int:batch_id>"


@blueprint.get(DELEGATION_IMPORTS_URL)
@allow(*IMPORT_ROLES, of=a_delegation)
def imports(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Choose a sheet; those that came before."""
    return _render_imports(event, delegation, ListUploadForm())


@blueprint.post(DELEGATION_IMPORTS_URL)
@allow(*IMPORT_ROLES, of=a_delegation)
def upload_sheet(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _receive_upload(event, delegation, ListUploadForm())


@blueprint.get(IMPORTS_URL)
@allow(Role.ORGANIZER, of=an_event)
def event_imports(event: Event) -> ResponseReturnValue:
    """The same for companies that come without a delegation, as the hosts."""
    return _render_imports(event, None, _group_upload_form(event))


@blueprint.post(IMPORTS_URL)
@allow(Role.ORGANIZER, of=an_event)
def upload_for_group(event: Event) -> ResponseReturnValue:
    return _receive_upload(event, None, _group_upload_form(event))


@blueprint.get(BATCH_URL)
@allow(*IMPORT_ROLES, of=an_import)
def import_preview(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """What would happen, row by row; afterwards, what happened."""
    return _render_page(event, batch)


@blueprint.post(f"{BATCH_URL}/columns")
@allow(*IMPORT_ROLES, of=an_import)
def choose_columns(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """What columns become, and which sheets are read."""
    return _update_preview(event, batch, "sheets" if "sheet" in request.values else "columns")


@blueprint.post(f"{BATCH_URL}/rows")
@allow(*IMPORT_ROLES, of=an_import)
def settle_rows(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """Say what is meant by a row, or take it back."""
    return _update_preview(event, batch, request.values.get("part", "look"))


@blueprint.post(f"{BATCH_URL}/run")
@allow(*IMPORT_ROLES, of=an_import)
def run_import(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    """Begin the import; the page shows how far it is. What was typed meanwhile is kept and looked at first; which gone
    companies are cancelled changes no row, so that one press is enough."""
    version, parsed = (
        _shown_version(),
        parse_preview(request, batch, queries.get_plan(batch)) if batch.state == "preview" else None,
    )
    if parsed and not parsed.has_only_removals:
        flash(
            gettext("Nothing is imported yet: what you changed is kept. Look at the rows once more, then import."),
            "wait",
        )
        return _update_preview(event, batch)
    try:
        if parsed:
            services.update_preview(
                batch.id,
                version,
                numbers=parsed.removed_companies,
                people_to_remove=parsed.removed_people,
                by=current_user.id,
            )
            version = batch.version
        services.start_import(batch.id, version, by=current_user.id)
    except DomainError as refused:
        return _render_refusal(event, batch, refused)
    return _redirect_to_preview(event, batch)


@blueprint.post(f"{BATCH_URL}/undo")
@allow(*IMPORT_ROLES, of=an_import)
def undo_import(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    try:
        undone = undo.undo_import(batch.id, _shown_version(), by=current_user.id)
    except DomainError as refused:
        return _render_refusal(event, batch, refused)
    rows = undone.rows_going
    flash(ngettext("The import of %(num)d row is undone.", "The import of %(num)d rows is undone.", rows), "good")
    return _redirect_to_preview(event, batch)


@blueprint.post(f"{BATCH_URL}/disposal")
@allow(*IMPORT_ROLES, of=an_import)
def throw_import_away(event: Event, batch: ImportBatch) -> ResponseReturnValue:
    try:
        preview.discard_import(batch.id, _shown_version(), by=current_user.id)
    except DomainError as refused:
        return _render_refusal(event, batch, refused)
    flash(gettext("The sheet is thrown away; nothing was imported."), "good")
    return redirect(_url_of_imports(event, batch.delegation))


def _group_upload_form(event: Event) -> GroupListUploadForm:
    g.tab = "registrations.index"
    form = GroupListUploadForm()
    form.group.offer(event)
    return form


def _receive_upload(event: Event, delegation: Delegation | None, form: ListUploadForm) -> ResponseReturnValue:
    if not form.validate():
        return _render_imports(event, delegation, form), 422
    filename, content = pack_files([(sent.filename or "", sent.read()) for sent in form.file.data])
    group_id = int(form.group.data) if isinstance(form, GroupListUploadForm) else None
    try:
        batch = uploads.receive_upload(
            queries.ImportSource(event, delegation, group_id), content, filename, by=current_user.id
        )
    except DomainError as refused:
        form.file.errors = [errors.error_text(refused)]
        return _render_imports(event, delegation, form), errors.error_status(refused)
    return _redirect_to_preview(event, batch)


def _update_preview(event: Event, batch: ImportBatch, part: str = "") -> ResponseReturnValue:
    """Keep all that the preview's one form holds, whichever of its buttons was pressed."""
    parsed = parse_preview(request, batch, queries.get_plan(batch))
    try:
        if parsed:
            services.update_preview(
                batch.id,
                _shown_version(),
                fixes=parsed.rows.fixes,
                columns=parsed.columns,
                sheets=parsed.sheets,
                numbers=parsed.removed_companies,
                people_to_remove=parsed.removed_people,
                sectors=parsed.sectors,
                forgotten=parsed.forgotten,
                by=current_user.id,
            )
    except DomainError as refused:
        return _render_refusal(event, batch, refused)
    if parsed.rows.errors and request.values.get("act") in BULK_ACTS:
        flash(_bulk_act_text(parsed), "wait")
    if parsed.rows.errors:
        return _render_page(event, batch, given=parsed.rows.errors), 422
    return _redirect_to_preview(event, batch, part)


def _bulk_act_text(parsed_preview: ParsedPreview) -> str:
    """What the bulk button did, where somebody typed what is no address."""
    count, left = len(parsed_preview.rows.fixes), len(parsed_preview.rows.errors)
    settled = ngettext("%(num)d row is settled.", "%(num)d rows are settled.", count)
    waits = ngettext(
        "%(num)d row waits: what is typed there is no address.",
        "%(num)d rows wait: what is typed there is no address.",
        left,
    )
    return in_a_row((settled, waits))


def _render_imports(event: Event, delegation: Delegation | None, form: ListUploadForm) -> str:
    batches = queries.list_batches(event, delegation)
    return render_template(
        "importing/index.html",
        event=event,
        back=_back_link(event, delegation),
        form=form,
        batches=batches,
        keep_days=PREVIEW_LIFETIME.days,
    )


def _render_page(
    event: Event,
    batch: ImportBatch,
    *,
    given: Mapping[str, TypedValues] | None = None,
    chosen: Mapping[str, str] | None = None,
    refusal: str = "",
) -> str:
    delegation = batch.delegation
    g.tab = "importing.imports" if delegation is not None else "registrations.index"
    shown = {
        "event": event,
        "delegation": delegation,
        "batch": batch,
        "file": queries.get_batch_file(batch),
        "imports_url": _url_of_imports(event, delegation),
        "back": _back_link(event, delegation),
    }
    if batch.is_being_read:
        return render_template("importing/reading.html", **shown, refusal=refusal, **_job_values(batch))
    if batch.state != "preview":
        clashes = len(list_clashes(delegation)) if delegation is not None and batch.state == "imported" else 0
        record = get_import_result(batch)
        return render_template("importing/done.html", **shown, record=record, refusal=refusal, clashes=clashes)
    plan = queries.get_plan(batch)
    batch_removals = find_batch_removals(batch, plan)
    return render_template(
        "importing/preview.html",
        **shown,
        gone=batch_removals,
        page=create_preview_page(
            batch, plan, queries.get_registrations_by_company(batch), given or {}, chosen or {}, _shown_pages()
        ),
        refusal=refusal,
        missing=find_quota_refusal(delegation, plan, batch_removals),
        **_job_values(batch),
    )


def _job_values(batch: ImportBatch) -> dict[str, object]:
    """The job of this import as the page shows it: one's own with its progress, somebody else's in words."""
    run = queries.find_import_run(batch)
    seen: JobStatus | None = job_status(run) if run else None
    return {"run": run, "seen": seen, "own_run": run is not None and run.user_id == current_user.id}


def _render_refusal(event: Event, batch: ImportBatch, refused: DomainError) -> ResponseReturnValue:
    """The page as things now stand, with what was refused and why; what was typed stands in its fields again."""
    plan = queries.get_plan(batch)
    given, chosen = list_typed_values(request.form, plan), parse_columns(request.form, plan)
    refusal_text = errors.error_text(refused)
    return _render_page(event, batch, given=given, chosen=chosen, refusal=refusal_text), errors.error_status(refused)


def _shown_version() -> int:
    """The version of the preview that the reader had before their eyes."""
    return PreviewVersionForm().version.data or 0


def _url_of_imports(event: Event, delegation: Delegation | None) -> str:
    if delegation is None:
        return url_for("importing.event_imports", event=event)
    return url_for("importing.imports", event=event, delegation_id=delegation.id)


def _back_link(event: Event, delegation: Delegation | None) -> dict[str, str]:
    """The page of those whom the sheet brings, by name."""
    if delegation is None:
        return {"label": gettext("Registrations"), "url": url_for("registrations.index", event=event)}
    roster = url_for("delegations.roster", event=event, delegation_id=delegation.id)
    return {"label": plain(delegation.name), "url": roster}


def _redirect_to_preview(event: Event, batch: ImportBatch, part: str = "") -> ResponseReturnValue:
    """To the preview; ``part``: the section to show first."""
    anchor = part if part in ("columns", "sectors", "look", "gone", "same", "new", "left-out", "sheets") else None
    return redirect(
        url_for("importing.import_preview", event=event, batch_id=batch.id, _anchor=anchor, **_shown_pages())
    )


def _shown_pages() -> dict[str, Any]:
    """Which page of which section of the preview is before the reader's eyes."""
    page_numbers = {name: request.args.get(name, 1, type=int) for name in PAGED_SECTIONS}
    return {name: number for name, number in page_numbers.items() if number > 1}


@blueprint.get("/events/<slug:event>/imports/template")
@allow(Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER, of=an_event)
def import_template(event: Event) -> ResponseReturnValue:  # noqa: ARG001
    locale = get_locale()
    language = locale.language if locale else "en"
    made = render_list_template(language, made_at=now())
    return send_file(
        BytesIO(made), mimetype=MEDIA_TYPES["xlsx"], as_attachment=True, download_name=template_filename(language)
    )
