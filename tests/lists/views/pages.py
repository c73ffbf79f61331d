"""The pages of the attendee list, as a client asks for them and reads them."""

from __future__ import annotations

from tests.support.pages import read

ASKED = {"kind": "csv", "reason": "Badges", "language": "en"}


def url(here, path="", **values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"/events/{here.event.slug}/attendees{path}" + (f"?{query}" if query else "")


def firms_on(page):
    body = read(page).find("tbody")
    return [row.find("th")[0].text.split()[0] for row in body[0].find("tr")] if body else []


def export(client, here, data=None, **values):
    return client.post(url(here, "/exports", **values), data={**ASKED, **(data or {})})


SECRETS = ("boss@", "wx-", "6123 4567", "vegetarian")
"""Of each person at the fair: what nobody at the door needs."""
