"""Files and an edit small enough to be composed in seconds."""

from bench.render.footage import Source
from bench.render.material import Shape

SOURCES = (
    Source("portrait.mp4", 144, 256, fps=24, lasts_s=1.5),
    Source("landscape.jpg", 320, 180),
    Source("square.mp4", 180, 180, fps=60, lasts_s=2.5),
)
SHAPE = Shape(seconds=0, beats=1, sentences=1, clips=3)
SMALLER = 5
