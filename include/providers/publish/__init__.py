"""Targets a short can be published to, one a file."""
