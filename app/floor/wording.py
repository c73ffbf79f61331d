"""What the floor's codes mean, in words."""

from app.floor.web.errors import say
from app.floor.web.lazy_texts import lazy_gettext as _l

say(
    {
        "job_broke": _l("This stopped because of a fault in the system. The fault is on record; begin again."),
        "job_lost": _l("This was interrupted three times and given up. Begin again, or tell whoever runs the server."),
        "email_unusable": _l("This is not one e-mail address. Write it as name@example.org."),
        "letter_overtaken": _l("A later letter has told its reader how it stands now. Nothing was sent."),
        "letter_on_its_way": _l("This letter is already on its way. Nothing was changed."),
        "idempotency_key_malformed": _l("The form had no valid key. Nothing was changed; open the page again."),
        "idempotency_key_reused": _l(
            "This form was sent before with other choices. Nothing was changed; open it anew."
        ),
    }
)
