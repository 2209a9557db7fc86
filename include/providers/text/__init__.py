"""Providers that write scripts."""
