"""Where files live: keys, and the content-addressed media store."""
