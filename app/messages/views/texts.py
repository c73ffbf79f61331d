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
from app.messages.forms import TEXT_KINDS, EmailTextForm, NamedTextForm, texts_of
from app.messages.queries.emails import sample_values, standard_texts
from app.messages.scopes import a_text
from app.messages.services import texts as services
from app.messages.views.blueprint import messages
from app.messages.wording import TEXT_TITLES

TEXTS_PATH = "/events/<slug:event>/emails/texts"
TEXT_PARTS = ("subject", "body")
KIND_ARGUMENT = "<any(invitation,reminder,thanks):kind>"


@messages.get(TEXTS_PATH)
@allow(Role.ORGANIZER, of=an_event)
def letter_texts(event: Event) -> ResponseReturnValue:
    g.tab = "messages.letters"
    own = {text.kind: text for text in event.own_texts if text.kind != "free"}
    return render_template("messages/texts.html", event=event, kinds=TEXT_TITLES, own=own, free=free_texts(event.id))


@messages.get(f"{TEXTS_PATH}/{KIND_ARGUMENT}")
@allow(Role.ORGANIZER, of=an_event)
def standard_text(event: Event, kind: str) -> ResponseReturnValue:
    own, standard = own_text(event.id, kind), standard_texts(kind, event)
    begun = {name: value or standard[name] for name, value in texts_of(own).items()} if own is not None else standard
    return _text_page(event, kind, EmailTextForm(None, data=begun), own)


@messages.post(f"{TEXTS_PATH}/{KIND_ARGUMENT}")
@allow(Role.ORGANIZER, of=an_event)
def save_standard_text(event: Event, kind: str) -> ResponseReturnValue:
    """A language whose words are still the standard ones stays with them, and follows them."""
    form = EmailTextForm()
    if not form.is_sound(TEXT_KINDS[kind]):
        return _text_page(event, kind, form, own_text(event.id, kind)), 422
    services.save_standard(event, kind, _changed_texts(form.words(), standard_texts(kind, event)), by=current_user.id)
    flash(gettext("Saved."), "good")
    return redirect(url_for("messages.standard_text", event=event, kind=kind), 303)


@messages.post(f"{TEXTS_PATH}/{KIND_ARGUMENT}/removal")
@allow(Role.ORGANIZER, of=an_event)
def back_to_standard(event: Event, kind: str) -> ResponseReturnValue:
    services.save_standard(event, kind, {}, by=current_user.id)
    flash(gettext("The standard text holds again."), "good")
    return redirect(url_for("messages.standard_text", event=event, kind=kind), 303)


@messages.route(f"{TEXTS_PATH}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_text(event: Event) -> ResponseReturnValue:
    return _save_free_text(event, NamedTextForm(), None)


@messages.route(f"{TEXTS_PATH}/<int:text_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=a_text)
def free_text(event: Event, text: LetterText) -> ResponseReturnValue:
    return _save_free_text(event, NamedTextForm(data={**texts_of(text), "name": text.name}), text)


@messages.post(f"{TEXTS_PATH}/<int:text_id>/removal")
@allow(Role.ORGANIZER, of=a_text)
def remove_text(event: Event, text: LetterText) -> ResponseReturnValue:
    services.delete_free(event, text.id, by=current_user.id)
    flash(gettext("The text is thrown away. Messages that were written with it stay as they are."), "good")
    return redirect(url_for("messages.letter_texts", event=event), 303)


def _save_free_text(event: Event, form: NamedTextForm, text: LetterText | None) -> ResponseReturnValue:
    if not form.is_submitted():
        return _text_page(event, "free", form, text)
    if not form.is_sound(TEXT_KINDS["free"]):
        return _text_page(event, "free", form, text), 422
    try:
        number = services.save_free(
            event, text.id if text is not None else None, typed_text(form.name), form.words(), by=current_user.id
        )
    except Conflict as refused:
        form.name.errors = [*form.name.errors, error_text(refused)]
        return _text_page(event, "free", form, text), 409
    flash(gettext("Saved."), "good")
    return redirect(url_for("messages.free_text", event=event, text_id=number), 303)


def _changed_texts(words: Mapping[str, str], standard: Mapping[str, str]) -> dict[str, str]:
    """The words, without those languages in which nothing differs from the standard; none where no language does."""
    same = [
        language
        for language in LANGUAGES
        if all(words[f"{part}_{language}"] == standard[f"{part}_{language}"] for part in TEXT_PARTS)
    ]
    changed = {
        f"{part}_{language}": "" if language in same else words[f"{part}_{language}"]
        for language in LANGUAGES
        for part in TEXT_PARTS
    }
    return changed if any(changed.values()) else {}


def _text_page(event: Event, kind: str, form: EmailTextForm, own: LetterText | None) -> str:
    g.tab = "messages.letters"
    return render_template(
        "messages/text.html",
        event=event,
        kind=kind,
        form=form,
        own=own,
        title=TEXT_TITLES.get(kind),
        known=TEXT_KINDS[kind].known,
        needed=TEXT_KINDS[kind].needed,
        samples=_text_samples(event, form),
    )


def _text_samples(event: Event, form: EmailTextForm) -> list[tuple[str, str, str]]:
    """In each language that has words: how a letter reads, with an invented firm put in."""
    made = []
    for language in LANGUAGES:
        subject, body = (typed_text(form[f"{part}_{language}"]) for part in TEXT_PARTS)
        if subject and body:
            values = sample_values(event, language)
            made.append((language, fill_placeholders(subject, values), fill_placeholders(body, values)))
    return made
