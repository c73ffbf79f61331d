"""The acts upon registrations; each is one transaction."""
