"""Outside services as real HTTP servers: strict, countable, and able to misbehave on command."""
