from concurrent.futures import ThreadPoolExecutor

from include.ledger.ledger import Ledger


def test_of_many_who_want_to_tell_it_one_is_the_first(tmp_path):
    told = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").told
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(told.first, ["sum passed"] * 16))
    assert firsts.count(True) == 1
    assert not told.first("sum passed")
    assert told.first("another sum passed")
