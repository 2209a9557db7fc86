"""One operator a file; each wraps what include/ does."""
