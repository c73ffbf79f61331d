"""The page of one group meeting, as its host, a guest, or who may come sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import current_roles
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.forms import GuestsForm, RoundForm
from app.meetings.queries.boards import Hall
from app.meetings.queries.histories import bodies_called, log_of
from app.meetings.queries.narrowing import Narrow
from app.meetings.queries.parties import names_of
from app.meetings.queries.round_bars import bars_to_seats, lacks_interpreter_at
from app.meetings.queries.rounds import RoundRow
from app.meetings.queries.rounds_seen import round_seen_by
from app.meetings.queries.seat_waits import count_waiting, waits_of
from app.meetings.queries.tallies import invitable_by
from app.meetings.round_history import Happened, told_of_round
from app.meetings.roundtables import Answer, Bar, Step, may_step
from app.meetings.services.requirements import may_arrange, may_book, takes_part
from app.meetings.views.arranged import mark_group_tab
from app.meetings.views.attending import may_note
from app.meetings.views.blueprint import acting_for
from app.meetings.views.fact_words import FactWords
from app.meetings.views.history import Line, who_did
from app.meetings.views.narrowing import Narrowing, fit_to, narrowed_in
from app.meetings.views.partners import Choice, by_group, partners_of
from app.meetings.wording import sitters_said
from app.registrations.models import Registration

ANSWERS = {
    Answer.INVITED: _l("invited"),
    Answer.ACCEPTED: _l("comes"),
    Answer.DECLINED: _l("does not come"),
    Answer.LEFT: _l("gave its seat back"),
    Answer.LOST: _l("lost its seat"),
    Answer.REMOVED: _l("seat taken back"),
    Answer.LAPSED: _l("did not answer in time"),
}
BARS = {
    Bar.BEGUN: _l("It has begun."),
    Bar.NEVER: _l(
        "You marked a firm that sits here as “never”, so no seat is offered to you. Take that back on its page to come."
    ),
    Bar.FULL: _l("All seats are taken; one that is given back shows here at once."),
    Bar.LIMIT: _l("You have your most meetings. Give one up to make room for another."),
    Bar.NOBODY: _l("Nobody of yours is registered, so nobody can sit there."),
    Bar.AWAY: _l("You are away then."),
    Bar.BUSY: _l("You meet somebody else then."),
    Bar.RUN: _l("It would be too many meetings in a row for you."),
    Bar.WALK: _l("The time is too short for you to walk there."),
    Bar.NO_INTERPRETER: _l("You share no language with the host, and no interpreter is free then."),
}
"""Said before anybody tries."""
ACTS = {
    "open": _l("opened"),
    "invite": _l("invited %(guest)s"),
    "remind": _l("%(guest)s was reminded of the invitation"),
    "lapse": _l("%(guest)s did not answer in time"),
    "take": _l("took a seat"),
    "wait": _l("waits for a seat"),
    "unwait": _l("waits for a seat no longer"),
    "free": _l("a seat is free: who waits for one was told"),
    "decline": _l("declined"),
    "leave": _l("gave its seat back"),
    "remove": _l("took the seat of %(guest)s back"),
    "lose": _l("%(guest)s lost its seat"),
    "describe": _l("changed topic, seats or who may come"),
    "move": _l("moved"),
    "cancel": _l("called off"),
    "hold": _l("counted as held"),
    "miss": _l("marked as missed"),
    "correct": _l("corrected"),
    "absent": _l("%(guest)s did not come"),
    "came": _l("%(guest)s came after all"),
    "seat": _l("somebody else sits there"),
    "displace": _l("hours or tables of the event changed"),
    "other_table": _l("moved to another table"),
    "renamed_table": _l("its table was given another name"),
    "new_link": _l("the link to join was changed"),
    "new_length": _l("its end was changed"),
    "interpret": _l("another interpreter, or none"),
}


def may_open(event: Event) -> bool:
    """Whether the reader may open a group meeting for a firm now: its time is held at once."""
    act = EventAct.ARRANGE if acting_for() else EventAct.ASK
    return may_book(event) and is_allowed(Phase(event.phase), act, BookingMode(event.booking_mode))


def may_come(event: Event) -> bool:
    """Whether seats can be taken now."""
    return (
        may_arrange(event)
        if acting_for()
        else is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    )


def round_page(
    event: Event,
    registration: Registration,
    row: RoundRow,
    *,
    refused: DomainError | None = None,
    described: RoundForm | None = None,
    inviting: GuestsForm | None = None,
) -> str:
    """One group meeting; ``refused``: why the last try was; ``described``: what its host typed and must mend;
    ``inviting``: whom it looks for among the firms to invite, and whom it has ticked."""
    mark_group_tab()
    hosts = row.is_host(registration.id)
    takes = may_take(event, registration, row)
    groups, narrowing = guests_to_choose(event, registration, row, inviting) if hosts and row.is_ahead else ([], None)
    bar = _bars(event, registration, [row]).get(row.id) if takes else None
    waits = row.id in waits_of(registration.id) and not row.holds_time_of(registration.id)
    return render_template(
        "meetings/group.html",
        event=event,
        registration=registration,
        row=row,
        hosts=hosts,
        answer=row.answer_of(registration.id),
        sits=row.holds_time_of(registration.id),
        takes=takes and bar is None,
        bar=bar_words(bar) if refused is None and not (waits and bar is Bar.FULL) else "",
        barred=bar is not None,
        keeps_away=bar is Bar.NEVER,
        waits_for_seat=waits,
        may_wait=bar is Bar.FULL and not waits,
        waiting=count_waiting(row.id) if hosts and row.is_ahead and not row.left else 0,
        refused=errors.error_text(refused) if refused is not None else "",
        answers=ANSWERS,
        groups=groups,
        narrowing=narrowing,
        ticked=inviting.invited.data or [] if inviting is not None else [],
        describing=described is not None,
        form=described or RoundForm(formdata=None, data=_described(row)),
        sitters=sitters_said((one.name, one.firm) for one in row.sitters),
        invitable=invitable_by(event, registration.id) if hosts and row.is_ahead else None,
        lines=_lines(registration, row),
        lacks=row.is_ahead and (hosts or row.holds_time_of(registration.id)) and lacks_interpreter_at(event, row),
        notes=may_note(event, has_begun=row.has_begun),
        may_book=may_book(event),
        acting_for=acting_for(),
    )


def as_it_stands(
    event: Event, registration: Registration, round_id: int, refused: DomainError, *, described: RoundForm | None = None
) -> ResponseReturnValue:
    """The same page after an act that was ``refused``, with what has become of the meeting meanwhile."""
    row = round_seen_by(registration, round_id)
    page = round_page(event, registration, row, refused=refused, described=described)
    return page, errors.error_status(refused)


def to_round(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    """Back to the page after an act."""
    address = url_for("meetings.group_meeting", event=event, registration_id=registration.id, round_id=round_id)
    return redirect(address, 303)


def _described(row: RoundRow) -> dict[str, object]:
    return {"topic": row.topic, "seats": row.seats, "open": "all" if row.is_open else "invited"}


def may_take(event: Event, registration: Registration, row: RoundRow) -> bool:
    """Whether a seat is offered: it is ahead, and open to the firm, which is approved, as its answer stands."""
    open_to = may_step(row.answer_of(registration.id), Step.TAKE, is_open=row.is_open)
    free_to = takes_part(registration) and not row.is_host(registration.id)
    return may_come(event) and row.is_ahead and open_to and free_to


@dataclass(frozen=True)
class Offers:
    """Of group meetings in a list: at which a seat is offered (``takes``), and what keeps the firm from one (``bars``,
    in words) though it may come; ``waits``: where it waits for a seat; ``keeps_away``: where its own *never* is why. By
    meeting."""

    takes: frozenset[int]
    bars: dict[int, str]
    waits: frozenset[int] = frozenset()
    keeps_away: frozenset[int] = frozenset()


def offers_of(event: Event, registration: Registration, rows: Iterable[RoundRow], hall: Hall | None = None) -> Offers:
    """What the lists offer, by the rule of the page of each; ``hall``: where that is read already."""
    may = [row for row in rows if may_take(event, registration, row)]
    bars = _bars(event, registration, may, hall)
    full = frozenset(one for one, bar in bars.items() if bar is Bar.FULL)
    words = {one: bar_words(bar) for one, bar in bars.items()}
    takes = frozenset(row.id for row in may) - bars.keys()
    own = frozenset(one for one, bar in bars.items() if bar is Bar.NEVER)
    return Offers(takes, words, full and full & waits_of(registration.id), own)


def _bars(
    event: Event, registration: Registration, rows: Iterable[RoundRow], hall: Hall | None = None
) -> dict[int, Bar]:
    return bars_to_seats(event, registration.id, rows, tells_own=not acting_for(), hall=hall)


def bar_words(bar: Bar | None) -> str:
    """Why a firm cannot have a seat, before it tries; "" where it can."""
    return str(BARS[bar]) if bar is not None else ""


def guests_to_choose(
    event: Event, host: Registration, row: RoundRow | None = None, form: RoundForm | GuestsForm | None = None
) -> tuple[list[tuple[str, list[Choice]]], Narrowing]:
    """Firms that the host may meet and that fit what the form asks for, under their groups; how those stand that cannot
    be invited again."""
    answers = {one.firm.registration_id: one.answer for one in row.guests} if row is not None else {}
    shut = {one for one, answer in answers.items() if not may_step(answer, Step.INVITE, is_open=True)}
    firms = [choice.firm for choice in partners_of(host)]
    every = (Choice(one, str(ANSWERS[answers[one.id]]) if one.id in shut else "") for one in firms)
    ticked = form.invited.data or [] if form is not None else []
    some, narrowing = fit_to(event, narrowed_in(form) if form is not None else Narrow(), every, ticked)
    return by_group(event, some), narrowing


def _lines(registration: Registration, row: RoundRow) -> list[Line]:
    if not (row.is_host(registration.id) or row.answer_of(registration.id) or row.id in waits_of(registration.id)):
        return []
    sees_all = row.is_host(registration.id) or Role.ORGANIZER in current_roles()
    told = list(told_of_round(log_of(row.id), reader_id=registration.id, sees_all=sees_all))
    names = {one: company_label(firm) for one, firm in names_of(_named(told)).items()}
    bodies = {one: plain(name) for one, name in bodies_called({one.organisation_id for one in told}).items()}
    words = FactWords.of([one.facts for one in told])
    return [
        Line(
            one.at,
            _act(one, names),
            words.say(one.facts),
            who_did(names.get(one.firm_id or 0, ""), bodies.get(one.organisation_id or 0, ""), by_link=one.by_link),
        )
        for one in told
    ]


def _named(told: list[Happened]) -> set[int]:
    return {number for one in told for number in (one.firm_id, one.guest_id) if number is not None}


def _act(one: Happened, names: dict[int, str]) -> str:
    return str(ACTS.get(one.act, one.act)) % {"guest": names.get(one.guest_id or 0, "–")}
