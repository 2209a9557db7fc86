"""Providers that find topics."""
