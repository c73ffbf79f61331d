"""What people read in a cell whose column holds codes."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.lists.columns import columns_by_name
from app.lists.services.formats import cell_text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("language", "word"), [("en", "approved"), ("fr", "approuvée"), ("zh_Hans", "已批准")], ids=["en", "fr", "zh"]
)
def test_a_state_is_said_of_one_firm(app, language, word):

    with app.test_request_context(), force_locale(language):
        assert cell_text(columns_by_name()["registration_state"], "approved") == word
