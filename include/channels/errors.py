"""What can be wrong with a channel file."""

from include.providers.errors import Fatal


class ChannelError(Fatal):
    """A line for each thing wrong: file, line, field, what it is, what to do. A person must act."""
