"""How often letters about meetings come: chosen with an account, or by the address in a letter without one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.addresses import masked
from app.floor.mail.choices import letter_at
from app.floor.mail.gathering import choose_rhythm, rhythm_of
from app.floor.mail.refusals import is_refusable, refuse, refuses
from app.floor.models import REFUSABLE, Outbox
from app.floor.rhythms import Rhythm
from app.floor.web.guards import public, signed_in
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.floor.web.security import csrf
from app.kernel.errors import Invalid, NotFound
from app.messages.views.blueprint import messages

WORDS = {
    Rhythm.TOGETHER: (
        _l("As they come, requests together"),
        _l("The first request at once; those of the next quarter of an hour in one letter. Answers and times at once."),
    ),
    Rhythm.AT_ONCE: (_l("Each at once"), _l("A letter for every change.")),
    Rhythm.HOUR: (_l("Once an hour"), _l("What happened since, in one letter.")),
    Rhythm.DAY: (_l("Once a day"), _l("In the morning, in one letter.")),
    Rhythm.ANSWERS: (
        _l("Only what needs an answer"),
        _l("Requests and proposals. All else stands in your agenda and in the calendar that follows it."),
    ),
}
KINDS = {
    "message": (
        _l("Messages from the organizer"),
        _l(
            "News that the organizer or your chamber writes to many at once. What you need for access and for your own "
            "meetings comes in any case."
        ),
    ),
    "reminder": (
        _l("Reminders that your page is not complete"),
        _l("What partners do not see of your firm as long as it is missing."),
    ),
    "thanks": (_l("Letters of thanks"), _l("After the event: whom you met, and where to fetch their contacts.")),
}


@messages.route("/account/letters", methods=["GET", "POST"])
@signed_in
def own_rhythm() -> ResponseReturnValue:
    if not current_user.email:
        raise NotFound
    if request.method == "POST":
        _chosen(current_user.email)
        return redirect(url_for("messages.own_rhythm"), 303)
    return _page(current_user.email)


@messages.get("/letters/<token>")
@public
def rhythm(token: str) -> ResponseReturnValue:
    return _page(letter_at(token).recipient)


@messages.post("/letters/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def choose(token: str) -> ResponseReturnValue:
    """What the reader chooses; a mail program's one click (RFC 8058) ends letters of this kind, or leaves only what
    needs an answer. The secret in the address stands for the form's: nobody else can send it."""
    letter = letter_at(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        _stop(letter)
        return "", 200
    _chosen(letter.recipient)
    return redirect(url_for("messages.rhythm", token=token), 303)


def _stop(letter: Outbox) -> None:
    if is_refusable(letter.kind):
        refuse(letter.recipient, letter.kind)
    else:
        choose_rhythm(letter.recipient, Rhythm.ANSWERS)


def _chosen(address: str) -> None:
    chosen = request.form.get("rhythm")
    if chosen not in list(Rhythm):
        raise Invalid
    choose_rhythm(address, Rhythm(str(chosen)))
    if "kinds_asked" in request.form:
        wanted = request.form.getlist("kinds")
        for kind in REFUSABLE:
            refuse(address, kind, refused=kind not in wanted)
    flash(gettext("Saved."), "good")


def _page(address: str) -> str:
    return render_template(
        "messages/rhythm.html",
        address=masked(address),
        chosen=rhythm_of(address),
        words=WORDS,
        kinds=KINDS,
        refused=[kind for kind in REFUSABLE if refuses(address, kind)],
    )
