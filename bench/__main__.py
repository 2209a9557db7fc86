"""``python -m bench [name …]``: measure, merge into ``results.json``, and show a table."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bench import measurements, results
from bench.machine import machine
from bench.table import table
from stack.problems import Problem, Stopped
from stack.signals import raise_on_signals


def main(wanted: Sequence[str], path: Path = results.RESULTS) -> int:
    """Measure and return 0 when every target holds, 1 when one does not, 2 when misused.

    What cannot be measured keeps its last figures, and counts as a target that does not hold.
    """
    raise_on_signals()
    try:
        chosen = measurements.find(wanted)
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    held = True
    for name in chosen:
        print(f"Measuring {name}.", flush=True)
        try:
            measured = measurements.measure(name)
        except Problem as problem:
            print(f"Not measured: {problem}", file=sys.stderr)
            held = False
            continue
        found = results.merged(results.read(path), name, measured, machine=machine())
        results.write(found, path)
        ours = {key: figure for key, figure in found.items() if figure["measurement"] == name}
        print(table(ours), flush=True)
        held = held and all(figure.holds is not False for figure in measured.figures.values())
    print(f"Written to {path}", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(128 + stopped.number)
