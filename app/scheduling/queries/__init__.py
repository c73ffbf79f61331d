"""What the planner reads: the event as a problem, drafts and what they hold, in constant numbers of queries."""
