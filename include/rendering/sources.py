"""Where streams come from: files, and filters without input, which draw inside the graph."""

from itertools import count
from pathlib import Path
from typing import Any

_SERIAL = count()


def opened(path: Path, *, name: str, **options: Any) -> Any:
    """Return the streams of a file, opened once more for each ``name``.

    ffmpeg-python takes two inputs of the same file for one, which cannot be in two places at once.
    """
    from ffmpeg.nodes import InputNode

    return InputNode("input", args=[name], kwargs={"filename": f"file:{path}", **options}).stream()


def source(name: str, **options: Any) -> Any:
    """Return the stream of a source filter such as ``color`` or ``gradients``.

    ffmpeg-python takes two nodes with the same options for one node; a serial, which never
    reaches ffmpeg, keeps them apart.
    """
    from ffmpeg.nodes import FilterableStream, FilterNode, Node

    class Source(FilterNode):  # type: ignore[misc]
        def __init__(self) -> None:
            Node.__init__(
                self,
                stream_spec=None,
                name=name,
                incoming_stream_types=set(),
                outgoing_stream_type=FilterableStream,
                min_inputs=0,
                max_inputs=0,
                args=[],
                kwargs={**options, "serial": next(_SERIAL)},
            )

        def _get_filter(self, outgoing_edges: Any) -> str:
            serial = self.kwargs.pop("serial")
            try:
                return str(super()._get_filter(outgoing_edges))
            finally:
                self.kwargs["serial"] = serial

    return Source().stream()
