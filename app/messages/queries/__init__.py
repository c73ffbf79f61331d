"""Reads about letters and messages."""
