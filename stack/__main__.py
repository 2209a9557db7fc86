"""``python -m stack <command>``: what the Makefile calls."""

import signal
import sys

from stack.api import ApiError
from stack.commands import COMMANDS
from stack.environment import callers_environment
from stack.problems import Problem, Stopped
from stack.signals import end_with_make, raise_on_signals


def main(argv: list[str]) -> int:
    """Run one command and return the exit code; a problem is told in a sentence."""
    if len(argv) != 1 or argv[0] not in COMMANDS:
        print(f"Name one of: {', '.join(COMMANDS)}. See: make help", file=sys.stderr)
        return 2
    raise_on_signals()
    end_with_make()
    try:
        return COMMANDS[argv[0]](callers_environment())
    except (Problem, ApiError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stopped as stopped:
        name = signal.Signals(stopped.number).name
        print(f"Stopped by {name}; nothing is left running.", file=sys.stderr)
        return 128 + stopped.number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
