"""What the overview shows of the features below: figures, sections, what happened, who takes part, what waits."""

from __future__ import annotations

from app.dashboard.queries.named import firms_named_in
from app.dashboard.queries.sectors import participants_of
from app.dashboard.reactions.figures import figures_of
from app.dashboard.reactions.panels import panels_of
from app.dashboard.reactions.steps import left_undone_by, steps_of
from app.dashboard.wording import AUTOMATIC, NOTICE_PLACES, NOTICE_WORDS
from app.events.overview import (
    automatic_kinds,
    company_sources,
    cost_sources,
    figure_sources,
    notice_links,
    notice_words,
    panel_sources,
    participants_sources,
    step_sources,
)

figure_sources.append(figures_of)
panel_sources.append(panels_of)
step_sources.append(steps_of)
cost_sources.append(left_undone_by)
notice_words.update(NOTICE_WORDS)
automatic_kinds.update(AUTOMATIC)
notice_links.update(NOTICE_PLACES)
company_sources.append(firms_named_in)
participants_sources.append(participants_of)
