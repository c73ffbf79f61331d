"""How often a reader gets letters is theirs to choose, by a click or on a page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import insert

from app.core.db import db
from app.core.digest_schedule import EmailFrequency
from app.core.mail.digests import get_frequency, update_frequency
from app.core.mail.preferences import preferences_token
from app.core.models import EmailPreference
from app.meetings.services.expiry import send_digests
from tests.meetings.digests.acts import FAR, ask, letters


def test_one_click_leaves_a_daily_summary(client, event, tan, ych, ports, clock, mailbox, csrf):
    ask(event, ports[:1], ych)
    (letter,) = mailbox.letters
    url = letter["List-Unsubscribe"].strip("<>")
    path = url.removeprefix(client.application.config["SETTINGS"].base_url)

    seen = client.get(path).status_code, get_frequency(tan.email)
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in letter.get_body(("plain",)).get_content()
    assert seen == (200, EmailFrequency.AT_ONCE)
    assert (answer.status_code, get_frequency(tan.email)) == (200, EmailFrequency.DAY)


def test_a_reader_without_an_account_chooses_by_the_letters_address(client, event, tan, ych, ports, clock):
    ask(event, ports, ych)
    path = f"/emails/{preferences_token(letters(tan)[0])}"

    page = client.post(path, data={"rhythm": "at_once"}, follow_redirects=True)

    assert "Saved." in page.text
    assert tan.email not in page.text
    assert send_digests() == 1  # what waited goes at once
    assert client.post(path, data={"rhythm": "never"}).status_code == 422
    assert client.get(f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}").status_code == 404


def test_who_has_an_account_chooses_there(client, tan, ych):
    page = client.as_user(tan).post("/account/emails", data={"rhythm": "day"}, follow_redirects=True)

    assert "Saved." in page.text
    assert get_frequency(tan.email) == EmailFrequency.DAY


@pytest.mark.databases("postgresql")
def test_a_click_that_comes_twice_at_once_is_kept_once(app, tan):
    def click() -> None:
        with app.app_context():
            update_frequency(tan.email, EmailFrequency.DAY)

    values = {"address": tan.email, "rhythm": "at_once", "changed_at": FAR}
    with ThreadPoolExecutor(1) as second, db.engine.connect() as first:
        first.execute(insert(EmailPreference).values(**values))
        waiting = second.submit(click)
        sleep(0.3)
        first.commit()
        waiting.result(timeout=10)

    db.session.rollback()
    assert get_frequency(tan.email) == EmailFrequency.DAY
