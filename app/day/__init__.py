"""The day itself: doors and desk, the live board, the shift of the day."""
