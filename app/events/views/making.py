"""Create an event, change one, start from an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.db import now
from app.events import services
from app.events.drafts import EventDraft, moved_to, renamed
from app.events.forms import EventForm, values_of
from app.events.forms.copying import CopyForm
from app.events.forms.usual import usual_values
from app.events.models import Event
from app.events.queries import draft_of, edits_since, last_zone_of, my_events, organisations_run_by, taken_slugs
from app.events.scopes import an_event, an_event_to_copy, own_organisations
from app.events.services.touching import HoursInUse, TablesInUse
from app.events.slugs import propose_slug
from app.events.views.blueprint import events
from app.events.views.describing import answer
from app.events.views.touching import naming, outcome, question
from app.events.wording import PART_WORDS
from app.floor.web.guards import allow
from app.kernel.errors import Stale
from app.kernel.whole import whole


@events.route("/events/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=own_organisations)
def create(organisations: Sequence[Organisation]) -> ResponseReturnValue:
    """One page, filled with what is usual; the organisations are those the user may create events for."""
    usual = usual_values(zone=last_zone_of(current_user.id) or current_user.zone)
    values = {**usual, "contact_email": current_user.email or ""}
    return _creating(EventForm(data=values, organisations=organisations, at=now()), organisations)


@events.get("/events/<slug:event>/copy")
@allow(Role.ORGANIZER, of=an_event_to_copy)
def copy(event: Event) -> ResponseReturnValue:
    """An earlier event as a start: asked for the new day first, the page comes filled with all dates moved along."""
    asked = CopyForm(request.args, meta={"csrf": False})
    if not ("first_day" in request.args and asked.validate()) or asked.first_day.data is None:
        return render_template("events/copy.html", form=asked, event=event), 422 if asked.errors else 200
    original = draft_of(event)
    draft = moved_to(original, asked.first_day.data)
    if original.first_day is not None:
        draft = replace(draft, name=renamed(draft.name, original.first_day, asked.first_day.data))
    draft = replace(draft, slug=_free_slug(draft), registration_code="")  # who has the old code is not invited anew
    values = {**values_of(draft), "organisation_id": event.organisation_id, "copied_from": event.id}
    organisations = organisations_run_by(current_user.id)
    return _creating(EventForm(formdata=None, data=values, organisations=organisations, at=now()), organisations)


def _creating(form: EventForm, organisations: Sequence[Organisation]) -> ResponseReturnValue:
    hosts = {one.id for one in organisations}
    earlier = [mine.event for mine in my_events(current_user.id) if mine.event.organisation_id in hosts]
    source = next((event for event in earlier if event.id == whole(form.copied_from.data or "")), None)

    def save(draft: EventDraft) -> ResponseReturnValue:
        chosen = next((one for one in organisations if one.id == form.organisation_id.data), organisations[0])
        named = draft if draft.slug else replace(draft, slug=_free_slug(draft))
        event = services.create_event(named, organisation_id=chosen.id, by=current_user.id, source=source)
        flash(_("The event is there as a draft. Nobody else sees it until you open registration."), "good")
        return redirect(url_for("events.overview", event=event))

    context = {"organisations": organisations, "earlier": earlier, "copied": source}
    return answer(form, "events/create.html", save, context)


def _free_slug(draft: EventDraft) -> str:
    return propose_slug(draft.name, taken_slugs(propose_slug(draft.name)[:40]))


@events.route("/events/<slug:event>/settings", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def edit(event: Event) -> ResponseReturnValue:
    """The same page with the event as it stands. Who saves second is told; what meetings stand on is asked first."""
    values = {**values_of(draft_of(event)), "version": event.version}
    form = EventForm(data=values, organisations=[event.organisation], at=now())
    hosts = organisations_run_by(current_user.id)
    context: dict[str, Any] = {"event": event, "may_copy": event.organisation in hosts}

    def save(draft: EventDraft) -> ResponseReturnValue:
        try:
            changed = services.change_event(
                event.id,
                draft,
                version=_seen_version(form),
                by=current_user.id,
                confirmed=request.form.get("confirmed", ""),
                keep=request.form.get("clashes") == "keep",
                tables=request.form.get("same_tables", ""),
            )
        except TablesInUse as asked:
            return naming(event, asked, crumb={"label": _("Event"), "url": url_for("events.edit", event=event)}), 409
        except HoursInUse as asked:
            crumb = {"label": _("Event"), "url": url_for("events.edit", event=event)}
            return question(event, asked, crumb=crumb), 409
        except Stale:
            context["edits"] = edits_since(event.id, _seen_version(form))
            raise
        flash(_saved_text(changed.parts), "good")
        if lost := outcome(changed.impacts):
            flash(lost, "wait")
        return redirect(url_for("events.edit", event=draft.slug))

    return answer(form, "events/edit.html", save, context)


def _seen_version(form: EventForm) -> int:
    """The version that was looked at, or the one that the organizer knowingly saves over."""
    return whole(request.form.get("over") or form.version.data) or 0


def _saved_text(changed: Sequence[str]) -> str:
    if not changed:
        return str(_("Nothing differs from what was saved before."))
    return str(_("Saved: %(parts)s.", parts=", ".join(str(PART_WORDS[part]) for part in changed)))
