"""Clip providers: one file each."""
