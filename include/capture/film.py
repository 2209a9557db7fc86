"""Pictures of a page, each with the second of the film it belongs to.

What we move ourselves is moved a frame of film at a time, however long a picture takes, so that it
is smooth. What the page moves is taken as it comes.
"""

import base64
import time
from pathlib import Path
from typing import Any

from include.capture.job import Filming, Frame


class Film:
    """The film of one shot; ``clock_s`` is its length so far."""

    def __init__(self, page: Any, job: Filming, folder: Path, *, prefix: str) -> None:
        self.page, self.job, self.folder, self.prefix = page, job, folder, prefix
        self.frames: list[Frame] = []
        self.lasts_s = 0.0
        self._last = b""
        self._camera = page.context.new_cdp_session(page)

    def take(self, at_s: float) -> None:
        """Take a picture for that second of the film; one like the last is not kept."""
        picture = self._shoot(format="jpeg", quality=self.job.limits.jpeg_quality)
        if picture != self._last:
            self._keep(picture, at_s, ".jpg")
            self._last = picture

    def move(self, lasts_s: float, step: Any) -> None:
        """Film ``lasts_s`` of a movement; ``step`` is told how far it is, 0 to 1."""
        count = max(1, round(lasts_s * self.job.limits.fps))
        for number in range(1, count + 1):
            step(number / count)
            self.take(self.lasts_s + (number - 1) / self.job.limits.fps)
        self.lasts_s += count / self.job.limits.fps

    def watch(self, lasts_s: float) -> None:
        """Film the page for ``lasts_s`` as it is."""
        began_s = time.monotonic()
        while True:
            now_s = time.monotonic() - began_s
            if now_s >= lasts_s:
                break
            self.take(self.lasts_s + now_s)
            spent_s = time.monotonic() - began_s - now_s
            self.page.wait_for_timeout(max(1.0, (1 / self.job.limits.fps - spent_s) * 1000))
        self.lasts_s += lasts_s

    def still(self) -> None:
        """Take one picture, without loss."""
        self._keep(self._shoot(format="png"), 0.0, ".png")

    def _shoot(self, **how: Any) -> bytes:
        """Take what the window shows; without a scale it would come in the page's own pixels."""
        window = self._camera.send("Page.getLayoutMetrics")["cssVisualViewport"]
        clip = {"x": window["pageX"], "y": window["pageY"], "scale": self.job.scale}
        clip |= {"width": window["clientWidth"], "height": window["clientHeight"]}
        shot = self._camera.send(
            "Page.captureScreenshot", {**how, "clip": clip, "optimizeForSpeed": True}
        )
        return base64.b64decode(shot["data"])

    def _keep(self, picture: bytes, at_s: float, ending: str) -> None:
        name = f"{self.prefix}{len(self.frames):05}{ending}"
        (self.folder / name).write_bytes(picture)
        self.frames.append(Frame(file=name, at_s=round(at_s, 4)))
