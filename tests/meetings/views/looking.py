"""Where the pages of a firm's meetings are, and what they say."""

from __future__ import annotations

from tests.support.pages import read

PATHS = {
    "ask": "ask/{other_id}",
    "take_time": "meetings/{meeting_id}/time",
    "decline": "meetings/{meeting_id}/decline",
    "requests": "requests",
    "agenda": "agenda",
    "arrange": "arrange",
    "calendar_file": "agenda.ics",
    "mail_agenda": "agenda/mail",
    "who_sits": "meetings/{meeting_id}/person",
}


def at(endpoint, event, registration, **values):
    return f"/events/{event.slug}/companies/{registration.id}/{PATHS[endpoint].format(**values)}"


def body(page):
    return read(page).find("main")[0]
