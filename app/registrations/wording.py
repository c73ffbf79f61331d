"""Sentences for the codes of this feature's refusals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from flask_babel import LazyString, gettext, ngettext

from app.core.web import errors
from app.core.web.locale import clock
from app.core.web.translations import lazy_gettext as _l


def bus_label(buses: Iterable[str]) -> str:
    """bus 2; buses 1, 2; "" for none."""
    names = list(buses)
    listed = str(gettext(", ")).join(names)
    return str(ngettext("bus %(names)s", "buses %(names)s", len(names), names=listed)) if names else ""


def pickup_label(at: datetime | None, place: str | None) -> str:
    """pick-up: 09:15, hotel lobby; "" for neither."""
    details = str(gettext(", ")).join(part for part in (clock(at) if at else "", place) if part)
    return str(gettext("pick-up: %(told)s", told=details)) if details else ""


errors.register_sentences(
    {
        "merge_barred": _l("These two were not merged. Nothing was changed."),
        "merged_onwards": _l(
            "The firm that was kept goes by another one since. Nothing was changed; undo that merge first."
        ),
        "already_registered": _l("A firm of this name is registered at this event already. Nothing was added."),
        "has_cancelled": _l(
            "A firm of this name was registered at this event and has cancelled. Nothing was added; who brings it, or "
            "the organizer, opens it again on its page."
        ),
        "firm_may_be_known": _l("A firm that is known already may be this one: %(name)s. Nothing was added yet."),
        "quota_full": _l(
            "The delegation has as many firms as its quota of %(quota)s lets it bring. Nothing was changed; cancel one "
            "that does not come, or ask the organizer for a larger quota."
        ),
        "people_quota_full": _l(
            "The delegation’s quota of people for each firm is %(quota)s, and it would be %(people)s. Nothing was "
            "changed; name who comes instead of whom, or ask the organizer for a larger quota."
        ),
        "people_quota_below": _l(
            "%(firm)s brings %(people)s people already, more than %(quota)s. Nothing was saved; write at least "
            "%(people)s, or leave it empty for no limit."
        ),
        "quota_below_firms": _l(
            "The delegation brings %(firms)s firms already, more than %(quota)s. Nothing was saved; write at least "
            "%(firms)s, or leave it empty for no limit."
        ),
        "consent_evidence_missing": _l("Say where the signed paper is kept. Nothing was recorded."),
        "consent_spoken_since": _l(
            "Said otherwise since that day: %(names)s. The newer word counts, and nothing was recorded; leave these "
            "firms out, or record a paper that they signed later."
        ),
        "registration_state": _l(
            "From where this registration stands, this step is not open. Look at it as it is now. Nothing was changed."
        ),
        "registration_actor": _l("This step is for somebody else to take. Nothing was changed."),
        "join_answered_by_firm": _l("The company has users of its own: they answer, or the organizer does."),
        "answers_changed": _l(
            "Somebody else saved these remarks since you opened the page. What you typed stands below and is not "
            "saved; save again to put it over theirs."
        ),
        "event_code_wrong": _l("This is not the code of the event. Ask who invited you. Nothing was sent."),
        "answer_missing": _l("An answer is needed here."),
        "answer_not_offered": _l("Choose one of the list."),
        "answer_no_number": _l("Write a number, such as 12 or 2.5."),
        "answer_number_unclear": _l("Is this %(whole)s or %(part)s? Write it in one of these two ways."),
        "answer_no_day": _l("Write the day as 2027-03-18."),
        "answer_day_far": _l("Write a day of the years %(first)s to %(last)s."),
        "answer_too_long": _l("At most %(most)s characters."),
        "answer_file_big": _l("The file is larger than %(most)s MB. Choose a smaller one."),
        "answer_file_kind": _l("This is no PDF, JPEG or PNG. Choose another file."),
        "replies_changed": _l(
            "Somebody else saved these answers since you opened the page. What you typed stands below and is not "
            "saved; save again to put it over theirs."
        ),
        "question_changed": _l(
            "Somebody else saved this question since you opened the page. What you typed stands below and is not "
            "saved; save again to put it over theirs."
        ),
        "question_unnamed": _l("Write the question in at least one language. Nothing was saved."),
        "question_options": _l("Write 2 to %(most)s options, one a line. Nothing was saved."),
        "question_options_alike": _l("Give each option words of its own, without “;”. Nothing was saved."),
        "question_sealed_kind": _l(
            "Only a text, a number or a day can be marked as sensitive; files are kept sealed without it. Nothing was "
            "saved."
        ),
        "question_days": _l("Say after how many days a sensitive answer is erased. Nothing was saved."),
        "question_condition": _l(
            "It can depend only on a question above it, and about the firm only on one about the firm. Nothing was "
            "saved."
        ),
        "question_answered": _l(
            "It has %(answers)s answers already: its kind, whom it is about and whether it is sensitive stay. Nothing "
            "was saved; stop asking it and add another."
        ),
        "question_needed": _l("Another question depends on this one. Nothing was changed; change that one first."),
        "question_rests": _l(
            "It depends on a question that is not asked any more. Nothing was changed; ask that one again first."
        ),
        "questions_too_many": _l("An event asks at most %(most)s questions. Nothing was saved."),
        "places_full": _l(
            "This side of the event has %(quota)s places, and too few of them are free. Nothing was changed; set more "
            "places, or put the firm on the waiting list."
        ),
        "offer_over": _l("The place is no longer kept for this firm. It stays on the waiting list."),
        "places_out_of_range": _l("Places are whole numbers from 0, and offers hold 1 to 60 days. Nothing was saved."),
        "registration_closed": _l("Registration is closed. Nothing was sent."),
    }
)


CodeTexts = dict[str, LazyString]


MATCH_REASON_TEXTS: Final[CodeTexts] = {
    "registry_number": _l("registry number"),
    "stock_code": _l("stock code"),
    "website": _l("website"),
    "name": _l("name without legal form"),
    "name_zh": _l("Chinese name"),
    "name_without_group": _l("name without “Group” or “Holdings”"),
    "name_spelling": _l("name but for its spelling"),
    "name_short": _l("short form of the name"),
    "name_kin": _l("kindred name"),
    "name_sound": _l("sound of the name"),
    "name_translated": _l("the name translated"),
    "email": _l("e-mail"),
    "email_domain": _l("domain of the e-mail"),
    "said": _l("you said so"),
}


def code_text(words: CodeTexts, code: str) -> str:
    """The words for a code; a code that has none stands for itself."""
    return str(words.get(code, code.replace("_", " ")))
