from include.providers.catalogue import find
from include.providers.clip.procedural import Procedural
from include.providers.values import Order


def test_it_is_found_by_its_name():
    assert find("clip", "procedural") is Procedural
    assert Procedural().name == "procedural"


def test_it_makes_no_file():
    order = Order(stage="clip", provider="procedural", model="", prompt="sea", duration_s=4)
    assert Procedural().make(order) is None
