"""The event's own texts of letters: in place of the standard ones, and those kept for messages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Conflict
from app.core.localized import LANGUAGES
from app.core.texts import fill_placeholders
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.events.models import Event, LetterText
from app.events.queries.description import free_texts, own_text
from app.events.scopes import an_event
from app.messages.forms import NamedForm, WordsForm, filled
from app.messages.queries.standard_texts import example, standard_texts
from app.messages.scopes import a_text
from app.messages.services import texts as services
from app.messages.standard import KINDS
from app.messages.views.blueprint import messages
from app.messages.wording import LETTERS_OF

TEXTS = "/events/<slug:event>/letters/texts"
PARTS = ("subject", "body")
KIND = "<any(invitation,reminder,thanks):kind>"


@messages.get(TEXTS)
@allow(Role.ORGANIZER, of=an_event)
def letter_texts(event: Event) -> ResponseReturnValue:
    g.tab = "messages.letters"
    own = {one.kind: one for one in event.own_texts if one.kind != "free"}
    return render_template("messages/texts.html", event=event, kinds=LETTERS_OF, own=own, free=free_texts(event.id))


@messages.get(f"{TEXTS}/{KIND}")
@allow(Role.ORGANIZER, of=an_event)
def standard_text(event: Event, kind: str) -> ResponseReturnValue:
    own, standard = own_text(event.id, kind), standard_texts(kind, event)
    begun = {name: value or standard[name] for name, value in filled(own).items()} if own is not None else standard
    return _page(event, kind, WordsForm(None, data=begun), own)


@messages.post(f"{TEXTS}/{KIND}")
@allow(Role.ORGANIZER, of=an_event)
def save_standard_text(event: Event, kind: str) -> ResponseReturnValue:
    """A language whose words are still the standard ones stays with them, and follows them."""
    form = WordsForm()
    if not form.is_sound(KINDS[kind]):
        return _page(event, kind, form, own_text(event.id, kind)), 422
    services.save_standard(event, kind, _changed(form.words(), standard_texts(kind, event)), by=current_user.id)
    flash(gettext("Saved."), "good")
    return redirect(url_for("messages.standard_text", event=event, kind=kind), 303)


@messages.post(f"{TEXTS}/{KIND}/removal")
@allow(Role.ORGANIZER, of=an_event)
def back_to_standard(event: Event, kind: str) -> ResponseReturnValue:
    services.save_standard(event, kind, {}, by=current_user.id)
    flash(gettext("The standard text holds again."), "good")
    return redirect(url_for("messages.standard_text", event=event, kind=kind), 303)


@messages.route(f"{TEXTS}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_text(event: Event) -> ResponseReturnValue:
    return _free(event, NamedForm(), None)


@messages.route(f"{TEXTS}/<int:text_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=a_text)
def free_text(event: Event, text: LetterText) -> ResponseReturnValue:
    return _free(event, NamedForm(data={**filled(text), "name": text.name}), text)


@messages.post(f"{TEXTS}/<int:text_id>/removal")
@allow(Role.ORGANIZER, of=a_text)
def remove_text(event: Event, text: LetterText) -> ResponseReturnValue:
    services.remove_free(event, text.id, by=current_user.id)
    flash(gettext("The text is thrown away. Messages that were written with it stay as they are."), "good")
    return redirect(url_for("messages.letter_texts", event=event), 303)


def _free(event: Event, form: NamedForm, text: LetterText | None) -> ResponseReturnValue:
    if not form.is_submitted():
        return _page(event, "free", form, text)
    if not form.is_sound(KINDS["free"]):
        return _page(event, "free", form, text), 422
    try:
        number = services.save_free(
            event, text.id if text is not None else None, typed_text(form.name), form.words(), by=current_user.id
        )
    except Conflict as refused:
        form.name.errors = [*form.name.errors, error_text(refused)]
        return _page(event, "free", form, text), 409
    flash(gettext("Saved."), "good")
    return redirect(url_for("messages.free_text", event=event, text_id=number), 303)


def _changed(words: Mapping[str, str], standard: Mapping[str, str]) -> dict[str, str]:
    """The words, without those languages in which nothing differs from the standard; none where no language does."""
    same = [one for one in LANGUAGES if all(words[f"{part}_{one}"] == standard[f"{part}_{one}"] for part in PARTS)]
    kept = {f"{part}_{one}": "" if one in same else words[f"{part}_{one}"] for one in LANGUAGES for part in PARTS}
    return kept if any(kept.values()) else {}


def _page(event: Event, kind: str, form: WordsForm, own: LetterText | None) -> str:
    g.tab = "messages.letters"
    return render_template(
        "messages/text.html",
        event=event,
        kind=kind,
        form=form,
        own=own,
        title=LETTERS_OF.get(kind),
        known=KINDS[kind].known,
        needed=KINDS[kind].needed,
        samples=_samples(event, form),
    )


def _samples(event: Event, form: WordsForm) -> list[tuple[str, str, str]]:
    """In each language that has words: how a letter reads, with an invented firm put in."""
    made = []
    for language in LANGUAGES:
        subject, body = (typed_text(form[f"{part}_{language}"]) for part in PARTS)
        if subject and body:
            values = example(event, language)
            made.append((language, fill_placeholders(subject, values), fill_placeholders(body, values)))
    return made
