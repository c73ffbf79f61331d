"""Subjects as mail programs read them: every space as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default

import pytest

from app.core.mail.mime import EmailContent, render_message

SUBJECTS = (
    "The timetable is out: Singapore × Chongqing Matching Day",
    "agenda , — — Réunion your é × — à – ×",
    "Matching 重庆 l’Élysée , l’Élysée 重庆",
    "your Matching 重庆 新加坡 Réunion your — é",
    "Réservé : Société Générale d’Électricité × 重庆两江新区对外投资服务中心, 18 mars 2032 à 09 h 30 – 10 h",
    "Booked: YCH Group, 18 March 2032, 09:30",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_of_several_scripts_keeps_each_space(subject: str) -> None:
    sent = render_message(
        EmailContent(
            sender="Qiao 桥 <qiao@example.org>",
            recipient="tan@example.org",
            subject=subject,
            body="Words.\n",
            language="en",
            message_id="<1@example.org>",
            written_at=datetime(2032, 3, 18, tzinfo=UTC),
        )
    ).as_bytes()

    told = str(message_from_bytes(sent, policy=compat32)["Subject"])
    read = str(make_header(decode_header(told.replace("\r\n", ""))))
    assert (message_from_bytes(sent, policy=default)["Subject"], read) == (subject, subject)
    assert max(map(len, sent.splitlines())) <= 78
