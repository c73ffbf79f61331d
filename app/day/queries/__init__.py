"""What the day asks the database."""
