"""``make bench``: what the project claims of itself, measured, as figures with their settings."""
