"""Topics: read from feeds, given by hand, identified and named."""
