"""Sentences that end with a name."""

from __future__ import annotations

import pytest
from flask import render_template_string
from flask_babel import gettext, ngettext

from app.core.web.translations import lazy_gettext, with_single_stop

ENDS_ITSELF, CLEAN = "Afari Co., Ltd.", "Afari"


@pytest.mark.parametrize("name", [ENDS_ITSELF, CLEAN])
def test_a_sentence_that_ends_with_a_name_has_one_full_stop(app, name):
    stop = name.rstrip(".") + "."
    one = "_('To %(firm)s. And on.', firm=name)"
    many = "ngettext('%(num)d: %(firm)s.', '%(num)d: %(firm)s.', 2, firm=name)"
    with app.test_request_context():
        assert gettext("To %(firm)s. And on.", firm=name) == f"To {stop} And on."
        assert ngettext("%(num)d: %(firm)s.", "%(num)d: %(firm)s.", 2, firm=name) == f"2: {stop}"
        assert render_template_string(f"{{{{ {one} }}}}|{{{{ {many} }}}}", name=name) == f"To {stop} And on.|2: {stop}"


def test_a_name_in_a_sentence_that_is_translated_late_is_escaped(app):
    with app.test_request_context():
        late = lazy_gettext("To %(firm)s.", firm="<b>")
        assert render_template_string("{{ late }}|{{ late|upper }}", late=late) == "To &lt;b&gt;.|TO &lt;B&gt;."


def test_what_somebody_wrote_is_escaped_and_otherwise_left_alone(app):
    with app.test_request_context():
        shown = render_template_string("{{ _('To %(firm)s.', firm='<b>..') }}")
    assert shown == "To &lt;b&gt;..."
    assert with_single_stop("Wait.. then", "%(words)s") == "Wait.. then"
