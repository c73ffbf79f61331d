"""What the overview shows of the features below: figures, sections, what happened, who takes part, what waits."""

from __future__ import annotations

from app.dashboard.queries.activity import companies_named_in
from app.dashboard.queries.counts import participants_of
from app.dashboard.reactions.overview import figures_of, panels_of
from app.dashboard.reactions.steps import steps_of, undone_by_step
from app.dashboard.wording import AUTOMATIC_KINDS, NOTICE_PLACES, NOTICE_TEXTS
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
cost_sources.append(undone_by_step)
notice_words.update(NOTICE_TEXTS)
automatic_kinds.update(AUTOMATIC_KINDS)
notice_links.update(NOTICE_PLACES)
company_sources.append(companies_named_in)
participants_sources.append(participants_of)
