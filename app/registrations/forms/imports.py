"""The upload of a sheet of companies."""

from __future__ import annotations

from flask_wtf.file import FileRequired, MultipleFileField

from app.core.web.forms import Form
from app.core.web.translations import lazy_gettext as _l
from app.registrations.forms.firm import SideField


class UploadForm(Form):
    """A sheet, or several files read as one; what is wrong with them is found by reading them."""

    file = MultipleFileField(_l("Your sheet, or forms of one firm each"), [FileRequired(_l("Choose a file first."))])


class GroupUploadForm(UploadForm):
    """Of companies that come without a delegation."""

    group = SideField(_l("Side of the event"))
