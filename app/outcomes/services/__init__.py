"""Say what came of a meeting, key it in from paper, confirm it."""
