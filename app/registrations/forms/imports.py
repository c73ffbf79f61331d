"""The upload of a chamber's sheet."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.floor.web.forms import Form


class UploadForm(Form):
    """One file; what is wrong with it is found by reading it."""

    file = FileField(_l("Your sheet"), [FileRequired(_l("Choose a file first."))])
