"""Reads about meetings: boards (what is free), lists (who meets whom)."""
