"""Writing a script out of a source's own sentences."""
