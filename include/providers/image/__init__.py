"""Providers of images: one file each, found by its name."""
