"""What the ranking reads, and the lists it made; a constant number of queries each."""
