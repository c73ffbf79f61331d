"""Create an event, change one, start from an earlier one: one page whose rows come and go, with a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from wtforms import Field

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.core.clock import to_zone, zone_names
from app.core.db import now
from app.core.errors import Conflict, Invalid, Stale
from app.core.parsing import parse_whole_number
from app.core.web import errors
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import clock, long_day, plain
from app.core.web.pages import is_fragment_request
from app.events import services
from app.events.calendar import EventFinding, FindingLevel
from app.events.drafts import EventDraft, move_draft, propose_slug, rename_copy
from app.events.forms import EventForm, change_rows, draft_values, parse_draft, show_errors_at_fields
from app.events.forms.event import EventCopyForm, SavingForm
from app.events.forms.filling import anchor_of_finding, default_values, find_unreadable_time
from app.events.models import Event
from app.events.preview import EventPreview, PreviewRow, preview_event, preview_rows, without_day
from app.events.queries import draft_of, edits_since, last_zone_of, my_events, organisations_run_by, taken_slugs
from app.events.scopes import an_event, an_event_to_copy, own_organisations
from app.events.services.changing import HoursInUse, TablesInUse
from app.events.views.blueprint import events
from app.events.views.hours_questions import impact_sentence, render_hours_question, render_renames_question
from app.events.wording import PART_WORDS, finding_text

SaveDraft = Callable[[EventDraft], ResponseReturnValue]


def render_editor(form: EventForm, page: str, save: SaveDraft, context: dict[str, Any]) -> ResponseReturnValue:
    """What the button asked for: ``act`` is save, preview, or one that changes rows. A GET shows the page.

    ``context``: what else the page shows; ``save`` may add to it before it refuses.
    """
    act = SavingForm().button
    focus = change_rows(form, act) if request.method == "POST" else ""
    status = 200
    if request.method == "POST" and act == "save":
        draft = parse_draft(form)
        sound = form.validate()
        if show_errors_at_fields(form, _preview_of_form(form, draft).findings) and sound:
            try:
                return save(draft)
            except (Conflict, Invalid) as refused:
                form.form_errors.append(errors.error_text(refused))
                status = errors.error_status(refused)
        else:
            status = 422
    return _editor_page(form, page, act, focus=focus, **context), status


def _editor_page(form: EventForm, page: str, act: str, **context: Any) -> str:
    """The whole page; for htmx the preview alone, or the form alone where rows changed."""
    fragment = "events/_preview.html" if act == "preview" else "events/_form.html"
    template = fragment if is_fragment_request() and act != "save" else page
    return render_template(template, form=form, **preview_values(form), **context)


def preview_values(form: EventForm) -> dict[str, Any]:
    """What ``_preview.html`` shows: an event without a day yet is laid out on today, and no day is named."""
    draft = parse_draft(form, stand_in=form.today)
    preview = _preview_of_form(form, draft)
    if not form.has_day:
        preview = without_day(preview)
    unread = find_unreadable_time(form)
    findings = [item for item in preview.findings if unread is None or item.code != "no_day"]
    return {
        "preview": preview,
        "preview_days": _preview_days(preview, draft.zone) if preview.calendar.slots else (),
        "remarks": [*_unreadable_remark(unread), *(_remark_values(form, finding) for finding in findings)],
        "previewed_at": f"{to_zone(now(), _known_zone(draft.zone)):%H:%M:%S}",
        "part_words": PART_WORDS,
        "counts": _table_counts(form, preview),
    }


def _preview_of_form(form: EventForm, draft: EventDraft) -> EventPreview:
    return preview_event(draft, today=form.today, is_new=not form.version.data)


def _unreadable_remark(field: Field | None) -> list[dict[str, Any]]:
    if field is None:
        return []
    return [{"text": _("Write a time as 14:30."), "level": FindingLevel.ERROR.value, "anchor": field.id}]


def _known_zone(zone: str) -> str:
    return zone if zone in zone_names() else "UTC"


def _preview_days(preview: EventPreview, zone: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of the agenda by day."""
    tables = preview.capacity.tables
    return [
        (long_day(dt.date.fromisoformat(day)), [_preview_line(row, tables) for row in rows])
        for day, rows in preview_rows(preview, zone)
    ]


def _preview_line(row: PreviewRow, tables: int) -> dict[str, Any]:
    start = clock(row.starts_at.timetz().replace(tzinfo=None))
    until = _("until %(time)s", time=clock(row.ends_at.timetz().replace(tzinfo=None)))
    where = ngettext("%(num)d table", "%(num)d tables", tables) if tables and not row.is_break else ""
    return {
        "time": start,
        "text": (plain(row.label) or _("Break")) if row.is_break else until,
        "where": where,
        "is_break": row.is_break,
    }


def _remark_values(form: EventForm, finding: EventFinding) -> dict[str, Any]:
    text = finding_text(finding, form.zone.data or "")
    return {"text": text, "level": finding.level.value, "anchor": anchor_of_finding(form, finding)}


def _table_counts(form: EventForm, preview: EventPreview) -> dict[str, int]:
    return {"tables": preview.capacity.tables, "zones": sum(not row.form.is_empty for row in form.tables)}


@events.route("/events/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=own_organisations)
def create(organisations: Sequence[Organisation]) -> ResponseReturnValue:
    """One page, filled with what is usual; the organisations are those the user may create events for."""
    usual = default_values(zone=last_zone_of(current_user.id) or current_user.zone)
    values = {**usual, "contact_email": current_user.email or ""}
    return _create_page(EventForm(data=values, organisations=organisations, at=now()), organisations)


@events.get("/events/<slug:event>/copy")
@allow(Role.ORGANIZER, of=an_event_to_copy)
def copy(event: Event) -> ResponseReturnValue:
    """An earlier event as a start: asked for the new day first, the page comes filled with all dates moved along."""
    form = EventCopyForm(request.args, meta={"csrf": False})
    if not ("first_day" in request.args and form.validate()) or form.first_day.data is None:
        return render_template("events/copy.html", form=form, event=event), 422 if form.errors else 200
    original = draft_of(event)
    draft = move_draft(original, form.first_day.data)
    if original.first_day is not None:
        draft = replace(draft, name=rename_copy(draft.name, original.first_day, form.first_day.data))
    draft = replace(draft, slug=_free_slug(draft), registration_code="")  # who has the old code is not invited anew
    values = {**draft_values(draft), "organisation_id": event.organisation_id, "copied_from": event.id}
    organisations = organisations_run_by(current_user.id)
    return _create_page(EventForm(formdata=None, data=values, organisations=organisations, at=now()), organisations)


def _create_page(form: EventForm, organisations: Sequence[Organisation]) -> ResponseReturnValue:
    hosts = {organisation.id for organisation in organisations}
    earlier = [mine.event for mine in my_events(current_user.id) if mine.event.organisation_id in hosts]
    source = next((event for event in earlier if event.id == parse_whole_number(form.copied_from.data or "")), None)

    def save(draft: EventDraft) -> ResponseReturnValue:
        chosen = next(
            (organisation for organisation in organisations if organisation.id == form.organisation_id.data),
            organisations[0],
        )
        named = draft if draft.slug else replace(draft, slug=_free_slug(draft))
        event = services.create_event(named, organisation_id=chosen.id, by=current_user.id, source=source)
        flash(_("The event is there as a draft. Nobody else sees it until you open registration."), "good")
        return redirect(url_for("events.overview", event=event))

    context = {"organisations": organisations, "earlier": earlier, "copied": source}
    return render_editor(form, "events/create.html", save, context)


def _free_slug(draft: EventDraft) -> str:
    return propose_slug(draft.name, taken_slugs(propose_slug(draft.name)[:40]))


@events.route("/events/<slug:event>/settings", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def edit(event: Event) -> ResponseReturnValue:
    """The same page with the event as it stands. Who saves second is told; what meetings stand on is asked first."""
    values = {**draft_values(draft_of(event)), "version": event.version}
    form = EventForm(data=values, organisations=[event.organisation], at=now())
    hosts = organisations_run_by(current_user.id)
    context: dict[str, Any] = {"event": event, "may_copy": event.organisation in hosts}

    def save(draft: EventDraft) -> ResponseReturnValue:
        answers = SavingForm()
        version = parse_whole_number(answers.over.data or form.version.data) or 0
        try:
            changed = services.change_event(
                event.id,
                draft,
                version=version,
                by=current_user.id,
                confirmed=typed_text(answers.confirmed),
                keep=answers.clashes.data == "keep",
                tables=typed_text(answers.same_tables),
            )
        except TablesInUse as conflict:
            return render_renames_question(
                event, conflict, crumb={"label": _("Event"), "url": url_for("events.edit", event=event)}
            ), 409
        except HoursInUse as conflict:
            crumb = {"label": _("Event"), "url": url_for("events.edit", event=event)}
            return render_hours_question(event, conflict, crumb=crumb), 409
        except Stale:
            context["edits"] = edits_since(event.id, version)
            raise
        flash(_saved_text(changed.parts), "good")
        if lost := impact_sentence(changed.impacts):
            flash(lost, "wait")
        return redirect(url_for("events.edit", event=draft.slug))

    return render_editor(form, "events/edit.html", save, context)


def _saved_text(changed: Sequence[str]) -> str:
    if not changed:
        return str(_("Nothing differs from what was saved before."))
    return str(_("Saved: %(parts)s.", parts=", ".join(str(PART_WORDS[part]) for part in changed)))
