"""Sending an approved short to its targets, each of them once."""
