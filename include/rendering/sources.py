"""Filters without input, which ffmpeg-python does not know: they draw inside the graph."""

from itertools import count
from typing import Any

_SERIAL = count()


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
