"""A meeting's history and why it was ended, for those who may read it; and what came of it, as the organizer records
that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.localized import Localized
from app.core.web.guards import allow, current_roles
from app.core.web.locale import moment, moments, plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import an_event
from app.meetings.history import HistoryEvent, HistoryFacts, list_history_events
from app.meetings.lifecycle import DeclineReason, MeetingState
from app.meetings.models import GROUP, Meeting
from app.meetings.queries import lists
from app.meetings.queries.history import get_organisation_names, get_slot_times, get_table_labels, list_log_entries
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.overview import MeetingLine
from app.meetings.queries.proposals import EndingReason
from app.meetings.services import attendance
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other, meetings, why_words
from app.registrations.models import Registration
from app.registrations.queries.access import find_organisation_at
from app.registrations.scopes import own_registration


@dataclass(frozen=True, slots=True)
class HistoryFactNames:
    """What the facts of a history are called: moments by slot, labels by table."""

    times: Mapping[int, str]
    tables: Mapping[int, str]

    @classmethod
    def of(cls, facts: Sequence[HistoryFacts]) -> HistoryFactNames:
        """A query for each kind that there is."""
        slots = {slot for fact in facts for slot in (*fact.times, fact.slot_before, fact.slot) if slot}
        tables = {table for fact in facts for table in (fact.table_before, fact.table) if table}
        say = moments()
        times = get_slot_times(slots) if slots else {}
        return cls({slot: say(starts) for slot, starts in times.items()}, get_table_labels(tables) if tables else {})

    def say(self, facts: HistoryFacts) -> str:
        """ "from 18 March 2027, 10:00 to 18 March 2027, 11:00 · table A1"; what is not there any more is left out."""
        return " · ".join(part for part in (*self._when(facts), self._where(facts)) if part)

    def _when(self, facts: HistoryFacts) -> Iterator[str]:
        yield str(gettext(", ")).join(self.times[slot] for slot in facts.times if slot in self.times)
        before, after = self.times.get(facts.slot_before or 0, ""), self.times.get(facts.slot or 0, "")
        yield (
            str(gettext("from %(before)s to %(after)s", before=before, after=after))
            if before and after
            else (after or before)
        )
        if facts.until is not None:
            yield str(gettext("until %(when)s", when=moment(facts.until)))
        if facts.days is not None:
            yield str(ngettext("%(num)d day more", "%(num)d days more", facts.days))

    def _where(self, facts: HistoryFacts) -> str:
        before, after = (self.tables.get(table or 0, "") for table in (facts.table_before, facts.table))
        if not after:
            return ""
        if before:
            return str(gettext("from table %(before)s to table %(after)s", before=before, after=after))
        return str(gettext("table %(table)s", table=after))


@meetings.app_template_global()
def private_why(row: MeetingRow, registration_id: int) -> str:
    """What was said that the other side is not to read, for who may read it on this firm's page; else "".

    Of a request that is who runs the event and the company that said it. Of a meeting that was arranged it is who
    arranged it, too, and who acts for that company: both were named to who wrote.
    """
    why = row.why
    if why is None or why.shared or not _may_read(row, registration_id):
        return ""
    words = _describe_to_arranger(row, why.by_id) if row.arranged else _quote(why.words)
    return _join_texts(_describe_reason(row, why), words)


@meetings.app_template_global()
def why_in_list(line: MeetingLine) -> str:
    """All that was said on ending a meeting, for who runs the event."""
    why = line.why
    if why is None:
        return ""
    if not line.arranged:
        return _join_texts(_describe_reason(line, why), _quote(why.words or line.reply))
    writer = next(company for company in (line.asker, line.asked) if company.registration_id == why.by_id)
    wrote = gettext("%(firm)s wrote: “%(words)s”", firm=company_label(writer), words=line.reply) if line.reply else ""
    return _join_texts(_describe_reason(line, why), str(wrote))


def _describe_reason(row: MeetingRow | MeetingLine, why: EndingReason) -> str:
    """The choice; that it is none of those offered is said of a private one alone, so that it is known as such."""
    if why.choice == DeclineReason.OTHER and (why.shared or row.arranged):
        return ""
    if why.shared or row.arranged:
        return str(gettext("Reason: %(why)s", why=why_words(why.choice)))
    return str(gettext("Reason, for the organizer alone: %(why)s", why=why_words(why.choice)))


def _join_texts(*said: str) -> str:
    return " · ".join(text for text in said if text)


def _quote(words: str) -> str:
    return str(gettext("“%(words)s”", words=words)) if words else ""


def _describe_to_arranger(row: MeetingRow, by_id: int) -> str:
    if not row.reply:
        return ""
    writer = next(company for company in (row.asker, row.asked) if company.registration_id == by_id)
    values = {"firm": company_label(writer), "organisation": plain(row.arranger), "words": row.reply}
    return str(gettext("%(firm)s wrote to %(organisation)s: “%(words)s”", **values))


def _may_read(row: MeetingRow, registration_id: int) -> bool:
    roles = current_roles()
    if Role.ORGANIZER in roles:
        return True
    is_own = row.why is not None and row.why.by_id == registration_id
    return (is_own and (row.arranged or Role.COMPANY in roles)) or is_arranged_by_reader(row)


def is_arranged_by_reader(row: MeetingRow) -> bool:
    """Whether the reader works for the organisation that arranged a meeting which has ended: it learns who ended it."""
    if row.arranger_id is None or row.state not in (MeetingState.DECLINED, MeetingState.CANCELLED):
        return False
    if current_roles().isdisjoint((Role.CHAMBER, Role.DELEGATION_HEAD)):
        return False
    return _get_own_organisation() == row.arranger_id


def _get_own_organisation() -> int | None:
    """For which organisation the reader is here; asked once, however long the list."""
    if "own_body" not in g:
        g.own_body = find_organisation_at(g.event.id, current_user.id)
    result: int | None = g.own_body
    return result


@meetings.app_template_global()
def read_by(row: MeetingRow) -> str:
    """Who reads a word on ending a meeting that was arranged, besides who arranged it: said to who writes it."""
    if row.arranger_id == g.event.organisation_id:
        return str(gettext("Whoever acts for your firm reads your word, too."))
    return str(gettext("The organizer and whoever acts for your firm read your word, too."))


MEETING_URL = "/events/<slug:event>/meetings/<int:meeting_id>"
GUEST_URL = "/events/<slug:event>/groups/<int:round_id>/guests/<int:other_id>"


def may_record_attendance(event: Event, *, has_begun: bool) -> bool:
    """Whether the reader may say now what came of a meeting."""
    noting = is_allowed(Phase(event.phase), EventAct.RECORD_HELD, BookingMode(event.booking_mode))
    return has_begun and noting and Role.ORGANIZER in current_roles()


@meetings.post(f"{MEETING_URL}/missed")
@allow(Role.ORGANIZER, of=an_event)
def note_missed(event: Event, meeting_id: int) -> ResponseReturnValue:
    meeting = attendance.record_missed(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as missed. What was still ahead of it is free again."), "info")
    return _redirect_back(event, meeting)


@meetings.post(f"{MEETING_URL}/held")
@allow(Role.ORGANIZER, of=an_event)
def note_held(event: Event, meeting_id: int) -> ResponseReturnValue:
    meeting = attendance.record_took_place(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as held."), "good")
    return _redirect_back(event, meeting)


@meetings.post(f"{GUEST_URL}/absence")
@allow(Role.ORGANIZER, of=an_event)
def note_absent(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    meeting = attendance.record_guest(event.id, round_id, other_id, came=False, by=current_user.id)
    flash(gettext("Noted. What was still ahead for this firm is free again."), "info")
    return _redirect_back(event, meeting)


@meetings.post(f"{GUEST_URL}/presence")
@allow(Role.ORGANIZER, of=an_event)
def note_present(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    meeting = attendance.record_guest(event.id, round_id, other_id, came=True, by=current_user.id)
    flash(gettext("Noted: this firm came."), "good")
    return _redirect_back(event, meeting)


def _redirect_back(event: Event, meeting: Meeting) -> ResponseReturnValue:
    """The page of a group, the history of a meeting of two."""
    if meeting.kind == GROUP:
        page = url_for(
            "group_meetings.group_meeting", event=event, registration_id=meeting.asker_id, round_id=meeting.id
        )
    else:
        page = url_for("meetings.history", event=event, registration_id=meeting.asker_id, meeting_id=meeting.id)
    return redirect(page, 303)


ACT_LABELS = {
    "request": _l("asked"),
    "arrange": _l("arranged"),
    "accept": _l("accepted"),
    "accept_with_time": _l("accepted with a time"),
    "counter": _l("proposed other times"),
    "recall": _l("took the other times back"),
    "times_gone": _l("none of the proposed times is free any more"),
    "prolonged": _l("gave more time to answer"),
    "decline": _l("declined"),
    "withdraw": _l("took the request back"),
    "expire": _l("lapsed without an answer"),
    "reminded": _l("reminder sent"),
    "place": _l("gave it its time"),
    "propose": _l("proposed another time"),
    "keep": _l("kept the time"),
    "time_withdrawn": _l("withdrew the new time"),
    "time_gone": _l("the new time is no longer free"),
    "move": _l("moved"),
    "seat": _l("changed who sits"),
    "table": _l("moved to another table"),
    "new_link": _l("the link to join was changed"),
    "renamed_table": _l("its table has another name"),
    "interpreter": _l("given another interpreter"),
    "no_interpreter": _l("lost its interpreter"),
    "unplace": _l("lost its time"),
    "cancel": _l("cancelled"),
    "hold": _l("counted as held"),
    "miss": _l("marked as missed"),
    "correct": _l("corrected"),
    "ended": _l("does not take place"),
}


ENDING_ACTS = ("decline", "cancel")
"""Acts on which a firm may write a word."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What was done, when, and by whom in words; "" for the system and for what is not told. ``facts``: which time and
    table, until when; ``reason``: why, as far as the reader may know."""

    at: datetime
    act: str
    facts: str
    who: str
    reason: str = ""


@meetings.get(f"{COMPANY_URL}/meetings/<int:meeting_id>/history")
@allow(*COMPANY_ROLES, of=own_registration)
def history(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row = lists.get_company_meeting(registration.id, meeting_id)
    g.tab = "meetings.requests"
    sees_all = Role.ORGANIZER in current_roles() or is_arranged_by_reader(row)
    history_events = list(
        list_history_events(
            list_log_entries(meeting_id), arranged=row.arranged, reader_id=registration.id, sees_all=sees_all
        )
    )
    reason = _get_reason(row, registration.id)
    return render_template(
        "meetings/history.html",
        event=event,
        registration=registration,
        row=row,
        other=row.other_than(registration.id),
        lines=make_history_lines(
            history_events,
            {company.registration_id: company_label(company) for company in (row.asker, row.asked)},
            lambda each: str(ACT_LABELS.get(each.act, each.act)),
            lambda each: reason if each.act in ENDING_ACTS else "",
        ),
        notes=may_record_attendance(event, has_begun=row.has_begun),
        acting_for=is_acting_for_other(),
    )


def _get_reason(row: lists.MeetingRow, reader_id: int) -> str:
    """Why it was declined or called off; what the other side is not to read is for those it was written to."""
    if row.why is None and row.state == MeetingState.CANCELLED and not row.arranged:
        return gettext("“%(words)s”", words=row.reply) if row.reply else ""
    if row.why is None or not row.why.shared:
        return private_why(row, reader_id)
    reason = gettext("Reason: %(why)s", why=why_words(row.why.choice)) if row.state == MeetingState.DECLINED else ""
    words = gettext("“%(words)s”", words=row.reply) if row.reply else ""
    return " · ".join(text for text in (reason, words) if text)


def make_history_lines(
    happened: Sequence[HistoryEvent],
    names: Mapping[int, str],
    describe_act: Callable[[HistoryEvent], str],
    get_reason: Callable[[HistoryEvent], str] = lambda _event: "",
) -> list[HistoryLine]:
    """``names``: of the companies that it names."""
    organisations = get_organisation_names({event.organisation_id for event in happened})
    words = HistoryFactNames.of([event.facts for event in happened])
    return [
        HistoryLine(
            event.at,
            describe_act(event),
            words.say(event.facts),
            _describe_actor(event, names, organisations),
            get_reason(event),
        )
        for event in happened
    ]


def _describe_actor(event: HistoryEvent, names: Mapping[int, str], organisations: Mapping[int, Localized]) -> str:
    """ "Singapore Chamber for Acme" where somebody acted for a firm that is not theirs; "" for nobody who is named."""
    company = names.get(event.registration_id or 0, "")
    organisation = organisations.get(event.organisation_id or 0)
    body = plain(organisation) if organisation is not None else ""
    if company and body:
        return str(gettext("%(organisation)s for %(firm)s", organisation=body, firm=company))
    if company and event.by_link:
        return str(gettext("%(firm)s, by the link of the letter", firm=company))
    return company or body
