"""One edit, composed and encoded in four ways on the same files, with the same encoder."""
