"""What a phone changes."""
