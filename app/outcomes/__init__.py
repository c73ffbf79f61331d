"""What came of meetings: what each side says, what of it is confirmed, and the figures of a day."""
