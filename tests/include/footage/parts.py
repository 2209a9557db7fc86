"""Hits and needs of which only what a test is about needs to be said."""

from include.domain.footage import Hit, Rendition
from include.editing.look import canvas
from include.footage.choosing import Need
from include.footage.searching import terms_of


def rendition(width_px=1080, height_px=1920, **facts):
    url = f"https://cdn.example/{width_px}x{height_px}.mp4"
    return Rendition(**{"url": url, "width_px": width_px, "height_px": height_px, **facts})


def hit(footage_id="1", *, words=("ocean", "waves"), sizes=((1080, 1920),), **facts):
    renditions = tuple(rendition(*size) for size in sizes)
    about = {"footage_id": footage_id, "words": words, "renditions": renditions}
    return Hit(**{**about, "duration_s": 10.0, **facts})


def need(seen="Ocean waves", *, duration_s=5.0, aspect="9:16", emphasis=()):
    return Need(terms_of(seen, emphasis, "en"), duration_s, canvas(aspect))
