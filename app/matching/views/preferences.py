"""What a company says about others: private marks with their way back, and want or no to the partners of its
welcome."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.web.errors import error_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import in_a_row
from app.core.web.routing import current_arguments, full_url
from app.documents.qr import qr_picture
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.group_meetings.views.shared_meetings import never_in_groups
from app.matching import services
from app.matching.forms import PreferenceForm
from app.matching.queries.ranking_input import COMPETITOR
from app.matching.queries.rankings import (
    count_possible_partners,
    get_latest_ranking,
    get_running_job,
    is_awaiting_ranking,
)
from app.matching.queries.suggestions import SuggestedCompany, list_preferences, list_suggestions, without_weak_matches
from app.matching.services.preferences import AnswerOutcome, SuggestionAnswer
from app.matching.views.blueprint import COMPANY_ROLES, COMPANY_URL, matching
from app.matching.wording import shown_reasons
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.queries.lists import get_last_meetings_by_partner, list_meetings
from app.meetings.services.policy import may_book
from app.meetings.views.blueprint import never_cost
from app.registrations.models import HIDING_REASONS, Registration
from app.registrations.queries.company_rows import get_readiness
from app.registrations.queries.hooks import PartnerMeeting, find_partner_meeting
from app.registrations.scopes import get_partner, own_registration
from app.registrations.states import RegistrationState


@matching.post(f"{COMPANY_URL}/suggestions/<int:other_id>/<any(never, known, hidden, saved):kind>")
@allow(Role.COMPANY, of=own_registration)
def say(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    """Keep something about another firm; nobody else sees it, neither its chamber nor the organizer."""
    get_partner(event, other_id)
    because = PreferenceForm().because.data
    services.set_preference(registration, other_id, kind, by=current_user.id, because=because)
    # what a *never* leaves as it is at the group meetings of both
    in_groups = [note.says for note in never_in_groups(event, registration.id, other_id)] if kind == "never" else []
    meant = COMPETITOR if kind == "hidden" and because == COMPETITOR else kind
    notice = in_a_row([_preference_text(meant, find_partner_meeting(registration.id, other_id)), *in_groups])
    if request.args.get("back") is None:
        session["kept_now"] = {
            "registration_id": registration.id,
            "other_id": other_id,
            "kind": kind,
            "text": notice,
        }
    else:
        flash(notice, "good")
    return _redirect_back(event, registration, other_id)


@matching.post(f"{COMPANY_URL}/suggestions/<int:other_id>/<any(never, known, hidden, saved, wanted):kind>/undo")
@allow(Role.COMPANY, of=own_registration)
def unsay(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    services.delete_preference(registration, other_id, kind, by=current_user.id)
    flash(gettext("Taken back."), "info")
    return _redirect_back(event, registration, other_id)


@matching.get(f"{COMPANY_URL}/suggestions/kept")
@allow(Role.COMPANY, of=own_registration)
def kept(event: Event, registration: Registration) -> ResponseReturnValue:
    """What this firm keeps to itself about others, each with its undo."""
    return render_template(
        "matching/kept.html",
        event=event,
        registration=registration,
        rows=list_preferences(registration),
        reasons=uninteresting_texts(),
    )


def uninteresting_texts() -> dict[str, str]:
    """Why a firm is not interesting, by code, as the reader chooses it."""
    words = {
        "competitor": gettext("It is a competitor"),
        "field": gettext("It is in another field than ours"),
        "nothing_new": gettext("It brings nothing that we need"),
        "place": gettext("It works in the wrong place"),
        "size": gettext("It is too large or too small for us"),
    }
    return {code: words[code] for code in HIDING_REASONS}


def pop_preference_notice(registration: Registration) -> dict[str, Any] | None:
    """What was kept a moment ago (``other_id``, ``kind``, ``text``), told once with its way back."""
    notice: dict[str, Any] = session.pop("kept_now", {})
    return notice if notice.get("registration_id") == registration.id else None


def _preference_text(kind: str, standing: PartnerMeeting | None) -> str:
    if kind == "never" and standing is not None and standing.is_live:
        marked = gettext("Marked as “never”; nobody sees it.")
        return in_a_row((marked, never_cost(standing)))
    words: dict[str, Any] = {
        "never": gettext("Marked as “never”. Nobody sees it; it can be taken back under “What you keep to yourself”."),
        "hidden": gettext(
            "Not interesting: it is suggested to you no more, and others take its place. Nobody sees it; it can be "
            "taken back under “What you keep to yourself”."
        ),
        "saved": gettext("Saved."),
        COMPETITOR: gettext(
            "Marked as a competitor: neither of you is suggested to the other any more. Nobody sees it; it can be "
            "taken back under “What you keep to yourself”."
        ),
        "known": gettext(
            "Marked as already known: neither of you is suggested to the other any more, and either may still ask. "
            "Nobody sees it; it can be taken back under “What you keep to yourself”."
        ),
    }
    return str(words[kind])


def _redirect_back(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """To the page that was left (``?back=``): the other firm's, the directory, the requests; else the suggestions."""
    back = request.args.get("back")
    if back == "firm":
        return redirect(url_for("registrations.firm", event=event, registration_id=other_id))
    if back == "directory":
        filters: dict[str, Any] = {
            name: values for name, values in current_arguments("back", "lang", "theme").items() if any(values)
        }
        return redirect(url_for("registrations.directory", event=event, **filters))
    if back in ("requests", "kept"):
        page = {"requests": "meetings.requests", "kept": "matching.kept"}[back]
        return redirect(url_for(page, event=event, registration_id=registration.id))
    return redirect(url_for("matching.suggestions", event=event, registration_id=registration.id))


PARTNER_COUNT = 5
BEFORE_SCHEDULE = (Phase.DRAFT, Phase.REGISTRATION, Phase.BOOKING, Phase.PLANNING)


@matching.get(f"{COMPANY_URL}/welcome/partners")
@allow(*COMPANY_ROLES, of=own_registration)
def partners(event: Event, registration: Registration) -> ResponseReturnValue:
    """The five best that were not answered yet."""
    g.bare = True
    ranking = get_latest_ranking(event.id)
    behind = is_awaiting_ranking(registration, ranking)
    places = [] if behind else _offered_partners(event, registration)
    return render_template(
        "matching/partners.html",
        event=event,
        registration=registration,
        ranking=ranking,
        places=places,
        waiting=behind or (not places and get_running_job(event.id) is not None),
        shown=shown_reasons,
        may_meet=count_possible_partners(registration),
        wants_wait=_want_delay_text(event, registration),
        wants_go=_wants_delay_text(event, registration) if _count_wants(registration) else "",
        acting_for=Role.COMPANY not in current_roles(),
    )


@matching.post(f"{COMPANY_URL}/welcome/partners")
@allow(*COMPANY_ROLES, of=own_registration)
def answer_partners(event: Event, registration: Registration) -> ResponseReturnValue:
    """A want is a request, a no hides; without an answer a firm stays in the list."""
    names = {place.registration_id: company_label(place.company) for place in _offered_partners(event, registration)}
    said = {other_id: request.form.get(f"firm-{other_id}", "") for other_id in names}
    answers = {
        other_id: SuggestionAnswer(answer) for other_id, answer in said.items() if answer in list(SuggestionAnswer)
    }
    outcome = services.answer_suggestions(registration, answers, by=current_user.id)
    _flash_outcome(outcome, names)
    return redirect(url_for("matching.done", event=event, registration_id=registration.id))


@matching.get(f"{COMPANY_URL}/welcome/done")
@allow(*COMPANY_ROLES, of=own_registration)
def done(event: Event, registration: Registration) -> ResponseReturnValue:
    """What was sent, how to keep the agenda, what ten minutes more would bring."""
    g.bare = True
    live = list_meetings(registration.id, *LIVE_STATES, brief=True)
    at: dict[str, Any] = {"event": event, "registration_id": registration.id}
    awaits_schedule = event.booking_mode == BookingMode.PLANNED and Phase(event.phase) in BEFORE_SCHEDULE
    return render_template(
        "matching/done.html",
        event=event,
        registration=registration,
        asked=[row for row in live if row.waits_on_other(registration.id)],
        to_answer=sum(row.waits_for(registration.id) for row in live),
        agreed=[row for row in live if row.state == MeetingState.AGREED],
        booked=[row for row in live if row.state == MeetingState.BOOKED],
        may_book=may_book(event),
        timetable_on=event.timetable_on if awaits_schedule else None,
        saved=_count_wants(registration),
        wants_go=_wants_delay_text(event, registration),
        agenda_url=url_for("meetings.agenda", **at),
        # elsewhere the address leads to a sign-in, which takes an e-mail
        qr=qr_picture(full_url("meetings.agenda", **at)) if current_user.email else "",
        readiness=get_readiness(registration),
        acting_for=Role.COMPANY not in current_roles(),
    )


def _offered_partners(event: Event, registration: Registration) -> list[SuggestedCompany]:
    ranking = get_latest_ranking(event.id)
    if ranking is None:
        return []
    met = set(get_last_meetings_by_partner(registration.id))
    saved = {preference.other_id for preference in list_preferences(registration)}
    places = without_weak_matches(list_suggestions(registration.id, ranking), registration)
    return [place for place in places if place.registration_id not in met | saved][:PARTNER_COUNT]


def _count_wants(registration: Registration) -> int:
    """How many firms it wants that are not asked yet."""
    return sum(preference.kind == "wanted" for preference in list_preferences(registration))


def _want_delay_text(event: Event, registration: Registration) -> str:
    """What would become of a want that is said now, where it is no request at once; "" where it is."""
    approved = registration.state == RegistrationState.APPROVED
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)):
        waits = gettext("A want is kept and goes out as soon as the organizer has approved you.")
        return "" if approved else str(waits)
    if approved:
        return str(gettext("A want is kept and goes out as soon as requests are open."))
    return str(gettext("A want is kept and goes out as soon as you are approved and requests are open."))


def _wants_delay_text(event: Event, registration: Registration) -> str:
    """What a want waits for before it becomes a request; "" where it is one at once."""
    approved = registration.state == RegistrationState.APPROVED
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)):
        waits = gettext("Your wants are kept; they go out as soon as the organizer has approved you.")
        text = "" if approved else waits
    elif approved:
        text = gettext("Your wants are kept; they go out as soon as requests are open.")
    else:
        text = gettext("Your wants are kept; they go out as soon as you are approved and requests are open.")
    return str(text)


def _flash_outcome(outcome: AnswerOutcome, names: dict[int, str]) -> None:
    for other_id, refused in outcome.refused.items():
        flash(f"{names[other_id]}{gettext(': ')}{error_text(refused)}", "wait")
    if outcome.hidden:
        count = len(outcome.hidden)
        flash(
            ngettext(
                "%(num)d firm is hidden from you. Nobody is told; it can be taken back under Suggestions.",
                "%(num)d firms are hidden from you. Nobody is told; it can be taken back under Suggestions.",
                count,
            ),
            "info",
        )
