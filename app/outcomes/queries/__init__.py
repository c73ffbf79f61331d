"""What was said, and what is confirmed, as values."""
