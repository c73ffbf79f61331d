"""What somebody did, as the page of one's own data says it: in words for each kind of act that the log knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.core.jobs.runs import JOB_KINDS
from app.core.web.translations import lazy_gettext as _l
from app.events.overview import notice_words

_EXACT: Final[Mapping[str, Any]] = {
    "consent.withdrawn": _l("A consent was taken back"),
    "event.changed": _l("An event was changed"),
    "event.deleted": _l("An event was deleted"),
    "event.moved": _l("An event was moved to another phase"),
    "event.rehearsal": _l("A rehearsal of letters was begun or ended"),
    "limit.reached": _l("Too many attempts"),
    "join.asked": _l("Somebody asked to act for a firm"),
    "person.checked_in": _l("Somebody was checked in"),
    "person.check_in_undone": _l("A check-in was undone"),
    "person.data_fetched": _l("One’s own data was fetched"),
    "person.erased": _l("A person was erased"),
    "preference.known": _l("A firm was marked as known already"),
    "preference.never": _l("A firm was marked “never with”"),
    "preference.saved": _l("A firm was kept for later"),
    "preference.hidden": _l("A suggestion was put away"),
    "representative.away": _l("Somebody was said to be away at a time"),
    "user.created": _l("An account was made"),
    "user.data_fetched": _l("One’s own data was fetched"),
    "user.email_changed": _l("The address of an account was changed"),
    "user.email_change_asked": _l("Another address was asked for"),
    "user.email_confirmed": _l("An email address was confirmed"),
    "user.erased": _l("An account was erased"),
    "user.invitation_accepted": _l("An invitation was accepted"),
    "user.invited": _l("Somebody was invited"),
    "user.joined": _l("Somebody joined an organisation"),
    "user.left": _l("Somebody left an organisation"),
    "user.password_set": _l("A password was set"),
    "user.reset_asked": _l("A new password was asked for"),
    "user.settings_saved": _l("Settings were saved"),
    "user.sign_in_link_sent": _l("A sign-in link was sent"),
    "user.sign_in_failed": _l("A sign-in failed"),
    "user.signed_in": _l("Signed in"),
    "user.signed_out_everywhere": _l("Signed out everywhere"),
}
_FAMILIES: Final[Mapping[str, Any]] = {
    "agenda": _l("An agenda was mailed"),
    "answers": _l("Answers of a registration were changed"),
    "attendees": _l("A list was taken out"),
    "board": _l("A screen in the hall was changed"),
    "bus": _l("Seats in a bus were changed"),
    "certificate": _l("A certificate runs out"),
    "company": _l("The data of a firm was changed"),
    "consent": _l("A consent was recorded"),
    "delegation": _l("A delegation was changed"),
    "draft": _l("A timetable was worked on"),
    "event": _l("An event was changed"),
    "feed": _l("The address of a calendar was made or ended"),
    "firm": _l("A firm was written to"),
    "firm_link": _l("The link of a firm was made, sent or used"),
    "gate": _l("The list for the gate was taken out"),
    "guest": _l("A guest was entered or changed"),
    "import": _l("A sheet was worked on"),
    "interpreter": _l("An interpreter was changed"),
    "join": _l("Who asked to act for a firm was answered"),
    "late": _l("A firm was said to be late"),
    "letter": _l("A letter was sent again"),
    "letter_text": _l("The text of a letter was changed"),
    "letters": _l("Letters were sent again"),
    "meeting": _l("A meeting was changed"),
    "meetings": _l("Two meetings changed places"),
    "message": _l("A message to many was worked on"),
    "offer": _l("A place at an event was accepted"),
    "outcome": _l("What came of a meeting was noted"),
    "paper": _l("Paper for the day was made"),
    "person": _l("Somebody was looked after on the day"),
    "plan": _l("A timetable was worked on"),
    "preference": _l("What one side marked was taken back"),
    "profile": _l("A profile was changed"),
    "question": _l("A question of the registration was changed"),
    "ranking": _l("The ranking was changed"),
    "registration": _l("A registration was changed"),
    "representative": _l("A person of a firm was entered or changed"),
    "round": _l("A group meeting was changed"),
    "shift": _l("All that is late was shifted"),
    "timetable": _l("A timetable was worked on"),
    "user": _l("An account was changed"),
    "view": _l("A view of a list was changed"),
    "visit": _l("The programme of a delegation was changed"),
    "wishes": _l("Wishes on paper were worked on"),
}
"""Of acts that have no sentence of their own, by what stands before the dot."""


def act_said(kind: str) -> str:
    """What this kind of act, or of a job, is; a word that is neither stays as it is."""
    if kind in JOB_KINDS:
        return str(JOB_KINDS[kind].title)
    if kind in notice_words and kind not in _EXACT:
        return notice_words[kind]({})
    return str(_EXACT.get(kind) or _FAMILIES.get(kind.partition(".")[0], kind))
