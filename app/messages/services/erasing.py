"""What becomes of messages, and of an event's own texts, when somebody is erased. The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.core.db import db
from app.core.erasure import clean_rows
from app.events.models import LetterText
from app.messages.models import Message, MessageDelegation
from app.messages.services.writing import TEXTS
from app.registrations.erasure import Erasure


def forget(erasure: Erasure) -> None:
    """Names go from texts and filters. Of events that are over the words go, and what was never sent; who sent
    something, and when, stays."""
    over = Message.event_id.in_(erasure.whole)
    never_sent = (over, Message.state.in_(("draft", "scheduled", "stopped")))
    drafts = select(Message.id).where(*never_sent)
    db.session.execute(delete(MessageDelegation).where(MessageDelegation.message_id.in_(drafts)))
    db.session.execute(delete(Message).where(*never_sent))
    db.session.execute(update(Message).where(over).values(**dict.fromkeys(TEXTS, ""), asked={}))
    db.session.execute(delete(LetterText).where(LetterText.event_id.in_(erasure.whole)))
    clean_rows(Message, (*TEXTS, "asked"), Message.event_id.in_(erasure.events), traces=erasure.traces)
    clean_rows(LetterText, ("name", *TEXTS), LetterText.event_id.in_(erasure.events), traces=erasure.traces)
