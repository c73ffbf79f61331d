"""Who of a delegation does not know yet how its programme stands: letters, and texts for WeChat."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.core.web.guards import allow
from app.events.models import Event
from app.registrations import mails
from app.registrations.models import Delegation
from app.registrations.queries.firms import spoken_by
from app.registrations.queries.untold import members_with_news
from app.registrations.scopes import a_delegation
from app.registrations.services import telling as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE, tab
from app.registrations.views.letters import marked, said_of
from app.registrations.views.programme import PROGRAMME


@registrations.get(f"{PROGRAMME}/news")
@allow(*OWN_SIDE, of=a_delegation)
def programme_news(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What each member does not know yet; a text to paste for who reads no mail."""
    tab()
    members = members_with_news(delegation)
    texts = [
        (one, spoken, mails.wechat_programme(one.registration, one.news, delegation, event, spoken))
        for one in members
        if not one.readers
        for spoken in [spoken_by(one.registration)]
    ]
    return render_template(
        "registrations/programme_news.html",
        event=event,
        delegation=delegation,
        by_mail=[one for one in members if one.readers],
        texts=texts,
    )


@registrations.post(f"{PROGRAMME}/news")
@allow(*OWN_SIDE, of=a_delegation)
def tell_programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send the letters, or keep the ticks of what was sent by hand."""
    if request.form.get("act") == "ticks":
        _say(services.mark_told(delegation, marked("by_hand"), by=current_user.id))
    elif told := services.tell(delegation, by=current_user.id):
        flash(*said_of(told, event))
    return redirect(url_for("registrations.programme_news", event=event, delegation_id=delegation.id))


def _say(done: services.ByHand) -> None:
    if done.told or not done.changed:
        flash(ngettext("%(num)d member counts as told.", "%(num)d members count as told.", done.told), "good")
    if done.changed:
        changed = ngettext(
            "For %(num)d member the programme has changed since you copied its text. Send it the new one below.",
            "For %(num)d members the programme has changed since you copied their texts. Send them the new ones below.",
            done.changed,
        )
        flash(changed, "wait")
