"""Pure words that every feature shares; nothing here knows the web or the database."""
