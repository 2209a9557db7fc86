"""Footage that exists already: what to search for, what to take, and who has shown what."""
