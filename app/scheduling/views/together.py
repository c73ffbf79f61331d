"""What other planners do to a draft while somebody looks at it: told within seconds, and at the next act."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.web.guards import allow
from app.core.web.locale import clock, in_a_row
from app.core.web.pages import is_fragment_request
from app.events.models import Event
from app.scheduling.models import Draft
from app.scheduling.queries.together import Change, changes_since
from app.scheduling.views.blueprint import DRAFT, PLANNERS, a_draft, scheduling
from app.scheduling.views.draft import seen_of
from app.scheduling.views.naming import Names, names_in
from app.scheduling.views.unplaced import pair_words
from app.scheduling.wording import change_words

NAMED = 2


@scheduling.get(f"{DRAFT}/changes")
@allow(*PLANNERS, of=a_draft)
def changes(event: Event, draft: Draft) -> ResponseReturnValue:
    """Others' changes since version ``?seen=``, for the page that shows it (that of ``?meeting=``, or the draft's);
    nothing where ``?told=`` is the newest. Without a script the next act says so."""
    if not is_fragment_request():
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    seen, told = (request.args.get(name, draft.version, type=int) for name in ("seen", "told"))
    if told >= draft.version:
        return "", 204
    said, meeting = said_since(draft, seen), request.args.get("meeting", "")
    return render_template("scheduling/_changes.html", event=event, draft=draft, seen=seen, said=said, meeting=meeting)


def said_since(draft: Draft, version: int) -> list[str]:
    """What others have done since, in sentences; the last of it."""
    found = changes_since(draft, version, by_others_than=current_user.id)
    return _said(draft, found) if found else []


def told_meanwhile(draft: Draft) -> None:
    """After an act of one's own: what others did before it, unseen."""
    seen = request.form.get("seen", type=int)
    said = said_since(draft, seen) if seen is not None else []
    if said:
        flash(gettext("Meanwhile: %(what)s", what=in_a_row(said)), "info")


def refused_unseen(event: Event, draft: Draft, number: str = "") -> Response:
    """What was to be done depends on what others changed unseen; back to the page as it now is."""
    said = said_since(draft, request.form.get("seen", 0, type=int))
    nothing = gettext("Nothing was done: look at it as it is now, and decide again.")
    flash(in_a_row([*said, nothing]), "wait")
    if number:
        return redirect(url_for("scheduling.meeting", event=event, number=draft.number, id=number), 303)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def _said(draft: Draft, found: Sequence[Change]) -> list[str]:
    seen = seen_of(draft)
    names = names_in(db.session.get_one(Event, draft.event_id), seen.problem)

    def what(change: Change, names: Names) -> str:
        shown = [pair_words(one, seen, names) for one in change.meetings[:NAMED]]
        more = len(change.meetings) - NAMED
        return str(gettext("; ")).join([*shown, *([gettext("and %(num)s more", num=more)] if more > 0 else [])])

    return [change_words(one.did, who=one.who or "–", what=what(one, names), when=clock(one.at)) for one in found]
