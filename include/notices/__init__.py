"""What services tell us unasked: proven genuine, and passed on to whoever waits for it."""
