"""Faults of accessibility, as axe-core finds them."""

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")


def serious_faults(page):
    """Return the serious faults of a page, each with where it is."""
    found = Axe().run(page).response["violations"]
    return [
        (fault["id"], [node["target"] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in SERIOUS
    ]
