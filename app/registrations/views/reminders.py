"""Reminders to a group of firms: letters and texts for WeChat, looked at and reworded first, then sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.localized import LANGUAGES
from app.core.parsing import parse_id
from app.core.web.forms import Form
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations import mails
from app.registrations.forms.reminder import reminder_form, words_in
from app.registrations.models import Delegation
from app.registrations.queries.choosing import chosen
from app.registrations.queries.firms import Reader, readers_wanting, spoken_by
from app.registrations.queries.index import ids_that_fit
from app.registrations.queries.letters import REMINDED, last_letters, told_by_hand
from app.registrations.queries.progress import progress_of
from app.registrations.queries.roster import FirmRow, firms_among
from app.registrations.reminder_words import Words
from app.registrations.scopes import a_delegation
from app.registrations.services import invitations as services
from app.registrations.services import letters_to_many
from app.registrations.views import index, roster
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE
from app.registrations.views.letters import Sample, after, sent_again, ticked

MOST_TEXTS = 60
"""So many texts to copy stand on one page; nobody sends more by hand at a stretch."""


@dataclass(frozen=True)
class Group:
    """Whom a reminder is about. ``whole``: firms that miss nothing and are in; ``unlinked``: those without a link,
    which no reminder can carry; both are left out. ``readers``: by firm who gets its letters."""

    rows: Sequence[FirmRow]
    whole: int = 0
    unlinked: int = 0
    readers: Mapping[int, Sequence[Reader]] = field(default_factory=dict)

    @property
    def by_mail(self) -> list[FirmRow]:
        return [row for row in self.rows if self.readers[row.id]]

    @property
    def by_hand(self) -> list[FirmRow]:
        return [row for row in self.rows if not self.readers[row.id]]

    def languages(self) -> dict[str, int]:
        """The languages in which somebody of the group is written to, and how many letters each makes."""
        letters = [reader.language for row in self.by_mail for reader in self.readers[row.id]]
        used = {*letters, *(spoken_by(row.registration) for row in self.by_hand)}
        return {one: letters.count(one) for one in LANGUAGES if one in used}


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>/reminders")
@allow(*OWN_SIDE, of=a_delegation)
def reminders(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What each firm would be reminded of: those named (``?firm=``), else those that fit the filters of the list."""
    group = _group(event, _of_delegation(delegation))
    return _page(event, delegation, group, _form(event, group))


@registrations.post("/events/<slug:event>/delegations/<int:delegation_id>/reminders")
@allow(*OWN_SIDE, of=a_delegation)
def send_reminders(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Show the letters as they are worded now, keep the ticks for WeChat, or send what was ticked."""
    back = url_for("registrations.delegation", event=event, delegation_id=delegation.id)
    return _act(event, delegation, _group(event, _of_delegation(delegation)), back)


@registrations.get("/events/<slug:event>/reminders")
@allow(Role.ORGANIZER, of=an_event)
def event_reminders(event: Event) -> ResponseReturnValue:
    """The same from the organizer, for firms of the whole event."""
    group = _group(event, _of_event(event))
    return _page(event, None, group, _form(event, group))


@registrations.post("/events/<slug:event>/reminders")
@allow(Role.ORGANIZER, of=an_event)
def send_event_reminders(event: Event) -> ResponseReturnValue:
    """The same acts as the chamber's."""
    return _act(event, None, _group(event, _of_event(event)), url_for("registrations.index", event=event))


def _of_delegation(delegation: Delegation) -> list[int]:
    firms = progress_of(delegation)
    named = set(request.args.getlist("firm", type=parse_id))
    if named:
        return [firm.id for firm in firms if firm.id in named]
    return [firm.id for firm in chosen(delegation, firms, roster.asked_for())]


def _of_event(event: Event) -> list[int]:
    return request.args.getlist("firm", type=parse_id) or ids_that_fit(event, index.asked_for())


def _group(event: Event, ids: Collection[int]) -> Group:
    firms = firms_among(event.id, ids)
    lacking = [row for row in firms if not (row.readiness.complete and row.claimed)]
    rows = [row for row in lacking if row.link is not None]
    return Group(
        rows,
        whole=len(firms) - len(lacking),
        unlinked=len(lacking) - len(rows),
        readers=readers_wanting("reminder", [row.registration for row in rows]),
    )


def _form(event: Event, group: Group) -> Form:
    return reminder_form({one: mails.usual_words(one, event) for one in group.languages()})


def _act(event: Event, delegation: Delegation | None, group: Group, back: str) -> ResponseReturnValue:
    form = _form(event, group)
    if not form.validate():
        return _page(event, delegation, group, form), 422
    asked = request.form.get("act")
    if asked == "preview":
        return _page(event, delegation, group, form)
    _keep_ticks(event, group)
    if asked == "ticks":
        flash(gettext("Your ticks are saved."), "good")
        return _page(event, delegation, group, form)
    own = {row.id for row in group.rows}
    again = {number: mark for number, mark in sent_again().items() if number in own}
    words = words_in(form, group.languages())
    sent = letters_to_many.send(
        "remind", event, delegation, ticked() & own, again=again, words=words, by=current_user.id
    )
    return after(sent, event, back, request.full_path)


def _keep_ticks(event: Event, group: Group) -> None:
    own = {row.id for row in group.by_hand}
    shown, sent = (set(request.form.getlist(name, type=parse_id)) & own for name in ("shown", "by_hand"))
    services.mark_reminded(event, sent=sent, not_sent=shown - sent, by=current_user.id)


def _page(event: Event, delegation: Delegation | None, group: Group, form: Form) -> str:
    g.tab = "registrations.roster" if delegation is not None else "registrations.index"
    words = words_in(form, group.languages())
    last = last_letters(REMINDED, group.rows)
    sending = {*ticked(), *sent_again()} if form.is_submitted() else {row.id for row in group.rows} - last.keys()
    texts = [
        (row, spoken, mails.wechat_reminder(row, delegation, event, spoken, words))
        for row in group.by_hand[:MOST_TEXTS]
        for spoken in [spoken_by(row.registration)]
    ]
    return render_template(
        "registrations/reminders.html",
        event=event,
        delegation=delegation,
        group=group,
        form=form,
        last=last,
        sending=sending,
        letters=sum(len(group.readers[row.id]) for row in group.by_mail if row.id in sending),
        samples=_samples(event, delegation, group, sending, words),
        texts=texts,
        told=told_by_hand([row.id for row in group.by_hand]),
    )


def _samples(
    event: Event, delegation: Delegation | None, group: Group, sending: Collection[int], words: Mapping[str, Words]
) -> list[tuple[Sample, int]]:
    """One letter in each language, of the first firm that gets one (else would), and how many there are in it."""
    pairs = [(row, reader) for row in group.by_mail for reader in group.readers[row.id]]
    made = []
    for language in LANGUAGES:
        mine = [pair for pair in pairs if pair[1].language == language]
        going = [pair for pair in mine if pair[0].id in sending]
        if mine:
            row, reader = (going or mine)[0]
            subject, body = mails.letter_text(mails.REMINDER, row, reader, delegation, event, words)
            made.append((Sample(row, reader.email, language, subject, body), len(going)))
    return made
