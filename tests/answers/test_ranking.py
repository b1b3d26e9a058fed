"""Places and their sensitivity: exact ends of weights, shares of all weights against closed forms."""

from __future__ import annotations

import pytest

from models.scorecard import CRITERIA, Criterion, Weights
from models.vendor_scores import DRAWS
from solver.answers.ranking import Points, standings, weight_ranges

A, B = CRITERIA[0], CRITERIA[1]


def pair(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> Points:
    """Two vendors on the first two criteria, all others blank."""
    blank: dict[Criterion, float | None] = dict.fromkeys(CRITERIA)
    return {"one": blank | {A: a[0], B: a[1]}, "two": blank | {A: b[0], B: b[1]}}


def test_the_share_of_weights_is_that_of_the_closed_form() -> None:
    # first iff 5 w > 4 (1 - w): w > 4/9
    found = standings(pair((5.0, 0.0), (0.0, 4.0)), Weights())
    sigma = (5 / 9 * 4 / 9 / DRAWS) ** 0.5
    assert found["one"].first_share == pytest.approx(5 / 9, abs=4 * sigma)
    assert sum(row.first_share or 0.0 for row in found.values()) == pytest.approx(1.0)


def test_three_criteria_fill_the_triangle_evenly() -> None:
    """Each of three vendors is best on one criterion alone: by symmetry each is first in a third."""
    points: Points = {
        name: {c: (3.0 if c == own else 0.0 if c in CRITERIA[:3] else None) for c in CRITERIA}
        for name, own in zip("abc", CRITERIA[:3], strict=True)
    }
    for row in standings(points, Weights()).values():
        assert row.first_share == pytest.approx(1 / 3, abs=4 * (2 / 9 / DRAWS) ** 0.5)


def test_equal_vendors_share_place_and_draws() -> None:
    found = standings(pair((2.0, 3.0), (2.0, 3.0)), Weights())
    assert [(row.rank, row.first_share) for row in found.values()] == [(1, 0.5), (1, 0.5)]


def test_weights_do_not_change_the_share_of_all_weights() -> None:
    points = pair((5.0, 0.0), (0.0, 4.0))
    heavy = Weights(performance_per_usd=9.0)
    assert standings(points, heavy)["two"].first_share == standings(points, Weights())["two"].first_share


@pytest.mark.parametrize(("a", "b"), [((5.0, 1.0), (1.0, 4.0)), ((1.0, 5.0), (4.0, 1.0)), ((4.0, 4.0), (3.0, 2.0))])
def test_just_inside_the_range_the_first_stays_and_just_outside_it_does_not(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    points = pair(a, b)
    for row in weight_ranges("silicon", points, Weights()):
        if not row.is_compared:
            assert (row.from_weight, row.to_weight) == (None, None)
            continue
        for end, inside, rival in (
            (row.from_weight, 1 + 1e-6, row.below),
            (row.to_weight, 1 - 1e-6, row.above),
        ):
            if end and rival:
                assert first_at(points, row.criterion, end * inside) == row.first
                assert first_at(points, row.criterion, end * (2 - inside)) == rival
        if row.below is None:
            assert first_at(points, row.criterion, 1e-9) == row.first
        if row.above is None:
            assert first_at(points, row.criterion, 1e9) == row.first


def first_at(points: Points, criterion: Criterion, weight: float) -> str:
    """Who is first at a weight of one criterion."""
    found = standings(points, Weights(**{criterion: weight}))
    return min(found, key=lambda vendor: found[vendor].rank or 0)


def test_ends_by_hand() -> None:
    # one leads by 4 on A and trails by 3 on B: at weight w of A 4 w = 3, at weight w of B 4 = 3 w
    by = {row.criterion: row for row in weight_ranges("payee", pair((5.0, 1.0), (1.0, 4.0)), Weights())}
    assert (by[A].from_weight, by[A].to_weight, by[A].below) == (pytest.approx(0.75), None, "two")
    assert (by[B].from_weight, by[B].to_weight, by[B].above) == (0.0, pytest.approx(4 / 3), "two")


def test_nothing_in_common_has_no_place() -> None:
    points = pair((5.0, None), (None, 4.0))
    found = standings(points, Weights())
    assert {(row.rank, row.total, row.first_share) for row in found.values()} == {(None, None, None)}
    assert all(row.may_be_first for row in found.values())
    assert {row.first for row in weight_ranges("silicon", points, Weights())} == {None}


def test_blanks_span_the_totals() -> None:
    found = standings(pair((5.0, None), (1.0, 2.0)), Weights())
    assert (found["one"].lowest, found["one"].highest) == (pytest.approx(0.5), pytest.approx(5.0))
    assert (found["two"].lowest, found["two"].highest) == (pytest.approx(0.3), pytest.approx(4.3))
