"""Providers that listen for the times of words: one file each."""
