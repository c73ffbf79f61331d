"""Templates speak the language at hand."""

from __future__ import annotations

import pytest
from flask import Flask, render_template
from flask_babel import force_locale
from jinja2 import DictLoader
from markupsafe import Markup

from app.core.web.pages import once

PAGES = {
    "page.html": "{% from 'mark.html' import mark %}{{ _('Sign in') }} {{ mark('<') }}",
    "mark.html": "{% macro mark(text) %}<b title='{{ _('Sign out') }}'>{{ text }}</b>{% endmacro %}",
    "named.html": "{{ ngettext('%(num)d of %(what)s.', '%(num)d of %(what)s.', 2, what='all') }} Then",
    "told.html": "{{ _('%(firm)s is told.', firm='<Afari') }} {{ _('It goes to %(firm)s. Then', firm='Afari Ltd.') }}",
    "letter.txt": "{{ _('Sign in') }} & {{ _('100 %% of %(what)s', what='<all>') }}",
}


@pytest.fixture
def pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """``PAGES`` instead of the product's templates."""
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(PAGES))


@pytest.mark.parametrize(
    ("locale", "signing_in", "signing_out"), [("en", "Sign in", "Sign out"), ("fr", "Se connecter", "Se déconnecter")]
)
def test_a_page_and_what_it_imports_speak_the_language_at_hand(app, pages, locale, signing_in, signing_out) -> None:
    with app.test_request_context(), force_locale(locale):
        page = render_template("page.html")

    assert page == f"{signing_in} <b title='{signing_out}'>&lt;</b>"


def test_a_count_that_names_something_more_is_filled(app, pages) -> None:
    with app.test_request_context(), force_locale("en"):
        assert render_template("named.html") == "2 of all. Then"


@pytest.mark.parametrize("locale", ["en", "fr", "zh_Hans"])
def test_a_sentence_of_a_page_that_ends_with_a_name_has_one_full_stop(app, pages, locale) -> None:
    with app.test_request_context(), force_locale(locale):
        told = render_template("told.html")

    assert "&lt;Afari" in told
    assert "Afari Ltd. Then" in told


def test_texts_stay_as_they_are_where_nothing_is_escaped(app, pages) -> None:
    with app.test_request_context(), force_locale("en"):
        letter = render_template("letter.txt")

    assert letter == "Sign in & 100 % of <all>"


def test_a_mark_is_made_once_for_the_same_arguments() -> None:
    made: list[str] = []

    def mark(code: str) -> Markup:
        made.append(code)
        return Markup(f"<b>{code}</b>")

    quick = once(mark)

    assert [quick("new"), quick("old"), quick("new")] == ["<b>new</b>", "<b>old</b>", "<b>new</b>"]
    assert made == ["new", "old"]
