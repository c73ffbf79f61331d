"""Templates are compiled once for each language, and say the same as at each reading."""

from __future__ import annotations

import sys
from runpy import run_path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template
from flask_babel import force_locale, lazy_gettext
from jinja2 import DictLoader
from markupsafe import Markup, escape

from app.floor.web.templates import once, shown
from config import ROOT

PAGES = {
    "page.html": "{% from 'mark.html' import mark %}{{ _('Sign in') }} {{ mark('<') }}",
    "mark.html": "{% macro mark(text) %}<b title='{{ _('Sign out') }}'>{{ text }}</b>{% endmacro %}",
    "two.html": "{{ _('A firm cannot meet itself.') }} "
    "{{ ngettext('%(num)d day to go.', '%(num)d days to go.', 2) }}\n<b>QX</b>",
    "named.html": "{{ ngettext('%(num)d of %(what)s.', '%(num)d of %(what)s.', 2, what='all') }} Then",
    "told.html": "{{ _('%(firm)s is told.', firm='<Afari') }} {{ _('It goes to %(firm)s. Then', firm='Afari Ltd.') }}",
    "cases.html": "<p>{% if few %}{{ _('A firm cannot meet itself.') }}{% else %}{{ _('Nothing was changed.') }}"
    "{% endif %}{% if more %} {{ _('A firm cannot meet itself.') if few else _('Nothing was changed.') }}{% endif %} "
    "<a>{{ _('Nothing was changed.') }}</a> <a>{{ _('Nothing was changed.') }}</a> <b>{{ _('Sign in') }}</b> {{ 'QX' }}"
    "{% if more %} {{ _('Nothing was changed.') }}{% endif %} {{ 'Z' }}</p>",
    "cases.txt": "{{ _('Nothing was changed.') }}{% if more %} {{ 'QX' }}{% endif %}\n{{ 'Z' }}",
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


@pytest.mark.parametrize("value", ["<b> & 'Q' \"x\"", Markup("<b>"), lazy_gettext("<b>"), 5, None, ["<"]])
def test_what_is_put_into_a_page_is_escaped_as_ever(app, value) -> None:
    with app.test_request_context():
        assert shown(value) == escape(value)


def test_values_are_escaped_too_where_the_library_has_public_names_alone(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "markupsafe", SimpleNamespace(Markup=Markup, escape=escape))

    slower = run_path(str(ROOT / "app/floor/web/templates.py"))["shown"]

    assert slower("<b> & 'Q'") == escape("<b> & 'Q'")


def test_a_mark_is_made_once_for_the_same_arguments() -> None:
    made: list[str] = []

    def mark(code: str) -> Markup:
        made.append(code)
        return Markup(f"<b>{code}</b>")

    quick = once(mark)

    assert [quick("new"), quick("old"), quick("new")] == ["<b>new</b>", "<b>old</b>", "<b>new</b>"]
    assert made == ["new", "old"]


NOTHING, CANNOT = "未作更改。", "企业不能与自己洽谈。"


@pytest.mark.parametrize(
    ("few", "more", "said"),
    [
        (True, True, f"<p>{CANNOT}{CANNOT}<a>{NOTHING}</a> <a>{NOTHING}</a><b>登录</b> QX {NOTHING} Z</p>"),
        (False, True, f"<p>{NOTHING}{NOTHING}<a>{NOTHING}</a> <a>{NOTHING}</a><b>登录</b> QX {NOTHING} Z</p>"),
        (False, False, f"<p>{NOTHING}<a>{NOTHING}</a> <a>{NOTHING}</a><b>登录</b> QX Z</p>"),
    ],
)
def test_no_blank_follows_a_wide_full_stop_where_more_is_said_in_some_cases_alone(app, pages, few, more, said) -> None:
    with app.test_request_context(), force_locale("zh_Hans"):
        page = render_template("cases.html", few=few, more=more)

    assert page == said


@pytest.mark.parametrize(("more", "said"), [(True, f"{NOTHING}QX\nZ"), (False, f"{NOTHING}\nZ")])
def test_a_text_keeps_its_lines_after_a_wide_full_stop(app, pages, more, said) -> None:
    with app.test_request_context(), force_locale("zh_Hans"):
        text = render_template("cases.txt", more=more)

    assert text == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "A firm cannot meet itself. 2 days to go.\n<b>QX</b>"),
        ("zh_Hans", "企业不能与自己洽谈。还有 2 天。<b>QX</b>"),
    ],
)
def test_no_blank_follows_a_wide_full_stop(app, pages, locale, said) -> None:
    with app.test_request_context(), force_locale(locale):
        page = render_template("two.html")

    assert page == said
