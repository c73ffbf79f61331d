"""Letters: what was written about an event, and what holds it back."""
