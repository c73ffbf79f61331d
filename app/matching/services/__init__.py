"""What the ranking and the firms it is for bring about; writes only."""

from app.matching.services.preferences import (
    answer_suggestions,
    delete_preference,
    request_wants,
    send_wants,
    set_preference,
)
from app.matching.services.ranking import load_engine, rank_event, request_ranking

__all__ = [
    "answer_suggestions",
    "delete_preference",
    "load_engine",
    "rank_event",
    "request_ranking",
    "request_wants",
    "send_wants",
    "set_preference",
]
