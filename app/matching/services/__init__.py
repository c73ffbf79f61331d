"""What the ranking and the firms it is for bring about; writes only."""

from app.matching.services.gains import count_gains
from app.matching.services.preferences import answer_suggestions, ask_for_wants, say, send_wants, unsay
from app.matching.services.preparing import get_ready
from app.matching.services.ranking import ask_for_ranking, forget_shown, rank

__all__ = [
    "answer_suggestions",
    "ask_for_ranking",
    "ask_for_wants",
    "count_gains",
    "forget_shown",
    "get_ready",
    "rank",
    "say",
    "send_wants",
    "unsay",
]
