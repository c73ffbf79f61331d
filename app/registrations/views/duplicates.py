"""Firms of a register that may be one: look at both, join them, part them again, or say that they are two."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.login import an_organisation
from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.views import JobStatus, job_status
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.core.web.pages import is_fragment_request, reload_fragment
from app.registrations.queries.likenesses import events_by_company, pairs_of, said_distinct, search_of
from app.registrations.queries.merging import latest_merges, merge_plan
from app.registrations.services import merging, twins
from app.registrations.views import import_words
from app.registrations.views.blueprint import registrations
from app.registrations.views.words import field_word

HOSTS = (Role.ADMINISTRATOR, Role.ORGANIZER)
BASE = "/organisations/<int:organisation_id>/duplicates"
PAIR = f"{BASE}/<int:kept_id>/<int:gone_id>"
SHOWN = 100


@registrations.get(BASE)
@allow(*HOSTS, of=an_organisation)
def duplicates(organisation: Organisation) -> ResponseReturnValue:
    """What looks alike, what was merged lately, what was said to be two. Asked for while the register is compared, only
    how far that is."""
    search = search_of(organisation.id)
    seen = job_status(search.run) if search.run is not None and search.is_open else None
    if is_fragment_request():
        return _how_far(organisation, seen)
    pairs = pairs_of(organisation.id)
    shown = pairs[:SHOWN]
    firms = [one.id for pair in shown for one in (pair.first, pair.second)]
    return render_template(
        "registrations/duplicates.html",
        organisation=organisation,
        search=search,
        seen=seen,
        pairs=shown,
        count=len(pairs),
        events=events_by_company(firms),
        why=_why,
        merges=latest_merges(organisation.id),
        distinct=said_distinct(organisation.id),
    )


def _how_far(organisation: Organisation, seen: JobStatus | None) -> ResponseReturnValue:
    """The search while it runs; when it is over the page behind is to be asked for anew."""
    if seen is None or not seen.running:
        return reload_fragment()
    return render_template("registrations/_twin_search.html", organisation=organisation, seen=seen)


@registrations.post(f"{BASE}/search")
@allow(*HOSTS, of=an_organisation)
def search_duplicates(organisation: Organisation) -> ResponseReturnValue:
    """Now, not within a minute; or once more, after a search that failed or was stopped."""
    twins.ask_for_search(organisation.id, by=current_user.id, again=True)
    return _back(organisation)


@registrations.get(PAIR)
@allow(*HOSTS, of=an_organisation)
def look_at_both(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    """What a merge would do, before anything is written."""
    plan = merge_plan(organisation.id, kept_id, gone_id)
    return render_template("registrations/merge.html", organisation=organisation, plan=plan)


@registrations.post(PAIR)
@allow(*HOSTS, of=an_organisation)
def merge(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    try:
        made = merging.merge(organisation.id, kept_id, gone_id, by=current_user.id)
    except merging.MergeBarred as refused:
        plan = merge_plan(organisation.id, kept_id, gone_id)
        page = render_template(
            "registrations/merge.html", organisation=organisation, plan=plan, refused=error_text(refused)
        )
        return page, 409
    kept, gone = next((one, other) for each, one, other in latest_merges(organisation.id) if each.id == made.id)
    flash(gettext("%(gone)s goes by %(kept)s from now on.", gone=gone.name, kept=kept.name), "good")
    return _back(organisation)


@registrations.post(f"{BASE}/merges/<int:merge_id>/undo")
@allow(*HOSTS, of=an_organisation)
def undo_merge(organisation: Organisation, merge_id: int) -> ResponseReturnValue:
    parted = merging.undo(organisation.id, merge_id, by=current_user.id)
    one, other = company_label(parted.kept), company_label(parted.gone)
    flash(gettext("%(one)s and %(other)s are two firms again.", one=one, other=other), "good")
    if parted.stays:
        fields = gettext(", ").join(field_word(field) for field in parted.stays)
        flash(gettext("Changed since the merge and left as it is: %(fields)s.", fields=fields), "wait")
    return _back(organisation)


@registrations.post(f"{PAIR}/distinct")
@allow(*HOSTS, of=an_organisation)
def say_distinct(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    merging.say_distinct(organisation.id, kept_id, gone_id, by=current_user.id)
    flash(gettext("Noted: these are two firms. They are not proposed again."), "good")
    return _back(organisation)


@registrations.post(f"{PAIR}/distinct/removal")
@allow(*HOSTS, of=an_organisation)
def take_back_distinct(organisation: Organisation, kept_id: int, gone_id: int) -> ResponseReturnValue:
    merging.take_back_distinct(organisation.id, kept_id, gone_id, by=current_user.id)
    flash(gettext("Taken back: these may be proposed as one again."), "good")
    return _back(organisation)


def _why(because: tuple[str, ...]) -> str:
    return str(gettext(", ").join(import_words.said(import_words.BECAUSE_WORDS, code) for code in because))


def _back(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("registrations.duplicates", organisation_id=organisation.id))
