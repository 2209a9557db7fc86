from bench import measurements


def test_measurements_are_found_by_their_files():
    assert "inflight" in measurements.names()
    assert measurements.find([]) == measurements.names()
    assert measurements.find(["inflight"]) == ["inflight"]
