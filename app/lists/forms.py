"""What an export and a saved view ask for."""

from __future__ import annotations

from typing import Any, Final

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from app.core.web.forms import Form, IdField, LineField, select_choices
from app.core.web.translations import lazy_gettext as _l

LINE_LENGTH = 200
FORMAT_CHOICES: Final[dict[str, Any]] = {
    "xlsx": _l("Excel (xlsx)"),
    "csv": _l("CSV, UTF-8"),
    "pdf": _l("PDF"),
    "tsv": _l("To paste"),
    "vcf": _l("Address cards (vCard)"),
}

SHARING_CHOICES: Final[dict[str, Any]] = {
    "private": _l("Only you"),
    "organisation": _l("Your organisation"),
    "event": _l("All who keep lists of the event"),
}


class ExportForm(Form):
    """``key`` makes a repeated post harmless."""

    key = HiddenField()
    kind = RadioField(_l("Format"), choices=select_choices(FORMAT_CHOICES.items()), default="xlsx")
    reason = LineField(
        _l("What is it for?"),
        [DataRequired(_l("Say what the list is for: it is kept with the export, and each firm can read it."))],
        most=LINE_LENGTH,
    )
    recipient = LineField(_l("Name of the recipient"), most=LINE_LENGTH)
    language = SelectField(
        _l("Labels and texts in"),
        choices=select_choices([("en", "English"), ("zh", "中文"), ("fr", "français")]),
    )


CHAPTER_CHOICES: Final[dict[str, Any]] = {"sector": _l("By sector"), "group": _l("By side of the event")}


class CatalogueForm(Form):
    """``key`` makes a repeated post harmless; ``language`` leads, another one stands beside it."""

    key = HiddenField()
    by = RadioField(_l("Chapters"), choices=select_choices(CHAPTER_CHOICES.items()), default="sector")
    language = SelectField(
        _l("Leading language"),
        choices=select_choices([("en", "English"), ("zh", "中文"), ("fr", "français")]),
        description=_l("Chinese and English stand side by side; French beside English."),
    )
    reason = LineField(
        _l("What is the catalogue for?"),
        [DataRequired(_l("Say what the catalogue is for: it is kept with the export, and each firm can read it."))],
        most=LINE_LENGTH,
    )
    recipient = LineField(_l("Name of the recipient"), most=LINE_LENGTH)


class SavedViewForm(Form):
    name = LineField(_l("Name of the view"), most=60)
    shared = SelectField(_l("Who sees it"), choices=select_choices(SHARING_CHOICES.items()), default="private")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "view", **kwargs})


class ViewRemovalForm(Form):
    view = IdField()


class ContactsForm(Form):
    """The kind of file that a company fetches the contacts in."""

    kind = RadioField(choices=select_choices((kind, FORMAT_CHOICES[kind]) for kind in ("vcf", "xlsx")))
