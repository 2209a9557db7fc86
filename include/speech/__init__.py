"""Speaking a script with espeak-ng: what is heard, by which voice, and when each word falls."""
