"""Every sentence is there in Chinese and French, with the same placeholders."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from tests.architecture.catalogues import LANGUAGES, catalogue, faults, said, texts, translations, unheard
from tests.architecture.chinese import ill_spaced
from tests.architecture.house import ROOT, plant

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
SAYS = "from flask_babel import gettext, lazy_gettext as _l\ngettext('Book %(time)s')\nmeant = _l('Export')\n"


sources = pytest.mark.xdist_group("sources")
"""One process reads what they say, once for all who ask."""


@sources
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    assert list(faults(language)) == []


def test_chinese_sentences_have_spaces_round_figures_and_none_round_names():
    messages = [one for one in catalogue("zh_Hans") if one.id]

    ill = {texts(one)[0]: list(ill_spaced(texts(one)[0], text)) for one in messages for text in translations(one)}

    assert {english: pieces for english, pieces in ill.items() if pieces} == {}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("与%(firm)s的洽谈", []),
        ("与 %(firm)s 的洽谈", ["与 %(firm)s 的"]),
        ("%(firm)s – %(time)s", []),
        ("共 %(num)d 家", []),
        ("共%(num)d家", ["共%(num)d家"]),
        ("于%(day)s到期", []),
        ("于 %(day)s到期", ["于 %(day)s到期"]),
        ("每张 A4 四份，3月1日", []),
        ("每张A4四份", ["张A", "4四"]),
        ("最多 %(firms)s 家", []),
    ],
)
def test_the_guard_of_spaces_finds_each(text, pieces):
    assert list(ill_spaced("", text)) == pieces


@sources
def test_every_sentence_in_code_is_found_by_who_gathers_them():
    assert list(unheard()) == []


def test_a_sentence_within_an_f_string_is_not_found(tmp_path):
    plant(tmp_path, app__meetings__views="told = f\"{gettext('Booked.')} {gettext('Export')}\"\n" + SAYS)

    assert list(unheard(tmp_path)) == ["views.py: Booked."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_compiled_and_knows_its_plurals(language):
    """Without its header a catalogue is skipped, or every plural of Chinese counts as half translated."""
    with (ROOT / "app/translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
        read = read_po(file)

    assert not read.fuzzy
    assert (str(read.locale), read.num_plurals) == {"fr": ("fr", 2), "zh_Hans": ("zh_Hans", 1)}[language]


@pytest.fixture
def house(tmp_path):
    """A house that says two things; ``house(po)`` gives it that French catalogue and tells the faults."""
    plant(tmp_path, app__meetings__views=SAYS)

    def with_catalogue(entries):
        path = tmp_path / "app/translations/fr/LC_MESSAGES/messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + entries)
        return list(faults("fr", tmp_path))

    return with_catalogue


GOOD = 'msgid "Book %(time)s"\nmsgstr "Réserver %(time)s"\n\n'
EXPORT = 'msgid "Export"\nmsgstr "Exporter"\n\n'


def test_a_complete_catalogue_has_no_fault(house):
    assert house(GOOD + EXPORT) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (GOOD, "missing: Export"),
        (GOOD + EXPORT + 'msgid "Import"\nmsgstr "Importer"\n', "left over: Import"),
        (GOOD + 'msgid "Export"\nmsgstr ""\n', "untranslated: Export"),
        (GOOD + '#, fuzzy\nmsgid "Export"\nmsgstr "Exporter"\n', "unsure: Export"),
        (EXPORT + 'msgid "Book %(time)s"\nmsgstr "Réserver %(heure)s"\n', "other placeholders: Book %(time)s"),
        (EXPORT + 'msgid "Book %(time)s"\nmsgstr "Réserver"\n', "other placeholders: Book %(time)s"),
        (EXPORT + 'msgid "Book %(time)s"\nmsgstr "Réserver : %(time)s"\n', "may break: Book %(time)s"),
        (GOOD + 'msgid "Export"\nmsgstr "L\'export"\n', "straight apostrophe: Export"),
    ],
    ids=lambda value: value.partition(":")[0] if len(value) < 40 else "",
)
def test_the_guard_finds_each_fault(house, entries, fault):
    assert house(entries) == [fault]


def test_templates_are_read_as_well(tmp_path):
    page = tmp_path / "templates/meetings/agenda.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>{{ _('Agenda') }}</h1>{% trans n=3 %}one{% pluralize %}{{ n }} of them{% endtrans %}")

    assert said(tmp_path) == {("Agenda", None), ("one", None)}


def test_a_broken_template_does_not_pass_in_silence(tmp_path):
    page = tmp_path / "templates/meetings/agenda.html"
    page.parent.mkdir(parents=True)
    page.write_text("{{ _('Agenda' }}")

    with pytest.raises(Exception, match="unexpected"):
        said(tmp_path)
