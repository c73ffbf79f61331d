"""At which tables one meets online: a link each."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.events.models import Event
from app.events.queries import tables_in_use
from app.events.scopes import an_event
from app.events.services.linking import set_video_links
from app.events.services.touching import HoursInUse
from app.events.video_links import MOST, video_link
from app.events.views.blueprint import events
from app.events.views.touching import outcome, question
from app.floor.web import errors
from app.floor.web.guards import allow
from app.floor.web.locale import in_a_row
from app.kernel.errors import Invalid


@events.get("/events/<slug:event>/online")
@allow(Role.ORGANIZER, of=an_event)
def online(event: Event) -> str:
    return _page(event, {}, {})


@events.post("/events/<slug:event>/online")
@allow(Role.ORGANIZER, of=an_event)
def link_tables(event: Event) -> ResponseReturnValue:
    """All links of the page at once; a wrong one is said beside it, and nothing is saved."""
    ids = [table.id for table in tables_in_use(event)]
    typed = {one: request.form.get(f"link-{one}", "") for one in ids if f"link-{one}" in request.form}
    if request.form.get("act") == "preview":  # back from the question
        return _page(event, typed, {})
    wrong = {table_id: words for table_id, text in typed.items() if (words := _wrong(text))}
    if wrong:
        return _page(event, typed, wrong), 422
    slug, confirmed = event.slug, request.form.get("confirmed", "")
    try:
        changed, impacts = set_video_links(event.id, typed, confirmed=confirmed, by=current_user.id)
    except HoursInUse as asked:
        crumb = {"label": gettext("Online tables"), "url": url_for("events.online", event=slug)}
        return question(event, asked, crumb=crumb), errors.status_of(asked)
    told = [ngettext("%(num)d link changed.", "%(num)d links changed.", changed), outcome(impacts)]
    words = in_a_row(told)
    flash(words if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("events.online", event=slug))


def _wrong(text: str) -> str:
    try:
        video_link(text)
    except Invalid as refused:
        return errors.explain(refused)
    return ""


def _page(event: Event, typed: Mapping[int, str], wrong: Mapping[int, str]) -> str:
    tables = tables_in_use(event)
    return render_template("events/online.html", event=event, tables=tables, typed=typed, wrong=wrong, most=MOST)
