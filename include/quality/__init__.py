"""Checks on the finished short; an error stops it before a person sees it."""
