from bench.figures import Figure


def test_a_figure_is_the_median_of_its_values():
    assert Figure((3.0, 1.0, 20.0), "s").median == 3.0


def test_a_target_is_held_by_the_median():
    assert Figure((1.0, 2.0, 9.0), "times", at_most=2.0).holds is True
    assert Figure((1.0, 2.1, 2.2), "times", at_most=2.0).holds is False
    assert Figure((1.0,), "times").holds is None


def test_more_than_four_digits_are_noise():
    told = Figure((1234.5678, 0.123456), "ms").as_json()
    assert told["values"] == [1235.0, 0.1235]


def test_a_target_may_be_a_least():
    assert Figure((5.0, 6.0, 9.0), "times", at_least=6.0).holds is True
    assert Figure((5.0,), "times", at_least=6.0).holds is False
    assert Figure((5.0,), "times", at_most=4.0, at_least=1.0).holds is False
