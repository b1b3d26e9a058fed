"""What the rows of a sweep say together; the rows are made by hand, or by the solver where the optimum is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from models.sweep import Axis, Point, Row
from models.varied import as_text
from solver.sweep.point import Asked, job_of, solve_point
from solver.sweep.study import RESOLUTION, Study, carry_out, count_points
from tests.program.kit import EXACT
from tests.proof.audit_kit import offer, scenario

KEY = "0" * 32
PRICE = Axis(name="price", path="offers[a].price", how="factor", low=0.5, high=2.0)
SPEED = Axis(name="speed", path="benchmarks[*].throughput", how="factor", low=0.5, high=1.5)
BASE = Row(key=KEY, levels={}, status="optimal_within_gap", objective_usd=100.0, bound_usd=100.0, first_orders=("a",))


def by_hand(answer: Callable[[dict], dict]) -> Callable[[Sequence[Point], str], list[Row]]:
    """A solver whose rows follow from the levels."""
    return lambda points, _: [
        BASE.model_copy(update={"levels": point.levels, **answer(point.levels)}) for point in points
    ]


def price_decides(levels: dict) -> dict:
    """`b` is taken from a price of 1.3 on; below 60 % of the speed there is no plan."""
    if levels.get("speed", 1.0) < 0.6:
        return {"status": "infeasible", "objective_usd": None, "first_orders": ()}
    price = levels.get("price", 1.0)
    return {"objective_usd": 100.0 * min(price, 1.3), "first_orders": ("b",) if price >= 1.3 else ("a",)}


def test_a_tornado_tells_swings_and_the_change_that_flips_the_order() -> None:
    found = carry_out(Study("tornado", (PRICE, SPEED)), BASE, by_hand(price_decides))
    assert [(s.axis, s.low_usd, s.high_usd, s.changes_orders) for s in found.swings] == [
        ("speed", None, 100.0, True),
        ("price", 50.0, 130.0, True),
    ], "what leaves no plan comes first"
    speed, price = found.swings
    assert [(s.flips_low, s.flips_high) for s in (speed, price)] == [(True, False), (False, True)]
    near, far = found.flips
    assert (near.axis, near.added, near.dropped, near.nothing_fits) == ("price", ("b",), ("a",), False)
    assert near.keeps_until < 1.3 <= near.factor <= near.keeps_until + RESOLUTION
    assert (far.axis, far.added, far.dropped, far.nothing_fits) == ("speed", (), (), True)
    assert far.factor < 0.6 <= far.keeps_until <= far.factor + RESOLUTION


def test_flips_are_looked_for_all_at_once_and_only_where_an_end_flips() -> None:
    rounds: list[int] = []
    answer = by_hand(price_decides)

    def solve(points: Sequence[Point], title: str) -> list[Row]:
        if title == "flips":
            rounds.append(len(points))
        return answer(points, title)

    carry_out(Study("tornado", (PRICE, SPEED)), BASE, solve)
    assert rounds[0] == 2
    assert len(rounds) <= 7
    rounds.clear()
    assert carry_out(Study("tornado", (PRICE, SPEED), finds_flips=False), BASE, solve).flips == ()
    assert not rounds


def test_a_point_that_tells_nothing_ends_the_search_for_that_flip() -> None:
    def lost(levels: dict) -> dict:
        if levels["price"] in (0.5, 2.0):
            return price_decides(levels)
        return {"status": "no_plan", "objective_usd": None}

    assert carry_out(Study("tornado", (PRICE,)), BASE, by_hand(lost)).flips == ()


def test_a_frontier_keeps_what_nothing_beats_and_looks_closer_at_its_end() -> None:
    base = BASE.model_copy(update={"carbon_kg": 100.0})
    asked: list[float] = []

    def under(levels: dict) -> dict:
        limit = levels["carbon at most"]
        asked.append(limit)
        if limit < 44.0:
            return {"status": "infeasible", "objective_usd": None, "carbon_kg": None}
        cost = 99.0 if limit == 75.0 else 100.0 + (100.0 - limit)  # one limit finds a cheaper plan by luck of the gap
        return {"objective_usd": cost, "carbon_kg": limit}

    (found,) = carry_out(Study(None, (), measures=("carbon",), steps=4), base, by_hand(under)).frontiers
    assert asked[:4] == [75.0, 50.0, 25.0, 0.0]
    assert asked[4:] == [81.25, 62.5, 43.75], "between the base and the first limit that is too tight"
    assert [(point.amount, point.objective_usd) for point in found.points] == [
        (75.0, 99.0), (62.5, 137.5), (50.0, 150.0)
    ]  # fmt: skip
    assert found.infeasible_from == 43.75


def test_a_base_without_any_of_the_measure_is_its_own_frontier() -> None:
    base = BASE.model_copy(update={"carbon_kg": 0.0})
    (found,) = carry_out(Study(None, (), measures=("carbon",)), base, by_hand(price_decides)).frontiers
    assert [point.objective_usd for point in found.points] == [100.0]


def solved(asked: Asked) -> Callable[[Sequence[Point], str], list[Row]]:
    return lambda points, _: [solve_point(job_of(asked, point)).row for point in points]


def test_the_flip_of_two_equal_contracts_is_where_their_prices_meet() -> None:
    """Two reserves of three months: 10 and 11.5 USD a month. From +15 % on the dearer one is the cheaper."""
    given = scenario(
        offers=[offer(n, "reserve", term_months=3, monthly_usd=usd) for n, usd in (("near", 10.0), ("far", 11.5))]
    )
    asked = Asked(as_text(given), "expected", EXACT, 1)
    base = solve_point(job_of(asked, Point(levels={}, changes=()))).row
    axis = Axis(name="near", path="offers[near].price", how="factor", low=0.8, high=1.3)
    (flip,) = carry_out(Study("tornado", (axis,)), base, solved(asked)).flips
    assert (flip.added, flip.dropped) == (("far",), ("near",))
    assert flip.keeps_until <= 1.15 <= flip.factor <= 1.15 + RESOLUTION


def test_less_lock_in_costs_what_renting_by_the_hour_does() -> None:
    """A reserve for all three months is 20 USD a month, by the hour 30: each pack less, 40 USD less bound, costs 30."""
    contract = offer("firm", "reserve", term_months=3, monthly_usd=20.0, order_until="2027-02")
    given = scenario(offers=[contract, offer("od", "on_demand", usd_per_hour=1.0)])
    asked = Asked(as_text(given), "expected", EXACT, 12)
    base = solve_point(job_of(asked, Point(levels={}, changes=()))).row
    assert (base.objective_usd, base.lock_in_usd, base.orders) == (240.0, 160.0, {"firm": 4.0})
    (found,) = carry_out(Study(None, (), measures=("lock_in",), steps=4), base, solved(asked)).frontiers
    assert [(point.amount, point.objective_usd) for point in found.points] == [
        (160.0 - 40.0 * n, pytest.approx(240.0 + 30.0 * n)) for n in range(5)
    ]
    assert found.infeasible_from is None


def test_a_frontier_of_vendors_looks_at_every_number_once() -> None:
    base = BASE.model_copy(update={"vendors": 4})
    asked: list[float] = []

    def under(levels: dict) -> dict:
        limit = levels["vendors at most"]
        asked.append(limit)
        return {"vendors": limit, "objective_usd": 500.0 - 100 * limit} if limit > 1 else price_decides({"speed": 0.0})

    (found,) = carry_out(Study(None, (), measures=("vendors",), steps=2), base, by_hand(under)).frontiers
    assert asked == [3, 2, 1]
    assert [(point.amount, point.row.levels) for point in found.points] == [
        (4.0, {}), (3.0, {"vendors at most": 3}), (2.0, {"vendors at most": 2})
    ]  # fmt: skip
    assert found.infeasible_from == 1


def test_one_vendor_less_costs_what_the_dearer_one_takes() -> None:
    """Four packs: two at most of the cheap vendor at 20 USD a month, so two of the dear one at 30; with one vendor
    alone all four are the dear one's."""
    given = scenario(
        vendors=[{"id": "acme"}, {"id": "cheap"}, {"id": "dear"}],
        offers=[
            offer("c", "reserve", vendor="cheap", term_months=3, monthly_usd=20.0, max_packs=2, order_until="2027-02"),
            offer("d", "reserve", vendor="dear", term_months=3, monthly_usd=30.0, order_until="2027-02"),
        ],
    )
    asked = Asked(as_text(given), "expected", EXACT, 12)
    base = solve_point(job_of(asked, Point(levels={}, changes=()))).row
    assert (base.vendors, base.objective_usd) == (2, 300.0)
    assert base.accelerators == {"c": 2.0, "d": 2.0}
    (found,) = carry_out(Study(None, (), measures=("vendors",)), base, solved(asked)).frontiers
    assert [(point.amount, point.objective_usd, point.row.orders) for point in found.points] == [
        (2.0, 300.0, {"c": 2.0, "d": 2.0}), (1.0, 360.0, {"d": 4.0})
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("study", "expected"),
    [
        (Study("tornado", (PRICE, SPEED), finds_flips=False), (4, 0)),
        (Study("tornado", (PRICE,)), (2, 13)),
        (Study("grid", (PRICE, SPEED.model_copy(update={"steps": 3}))), (15, 0)),
        (Study("latin", (PRICE,), draws=7), (7, 0)),
        (Study(None, (), measures=("carbon", "lock_in"), steps=10), (20, 18)),
        (Study(None, (), measures=("vendors",)), (0, 3)),
        (Study(None, (), measures=("risk", "vendors"), steps=4), (2, 7)),
    ],
)
def test_points_are_counted_before_they_are_solved(study: Study, expected: tuple[int, int]) -> None:
    assert count_points(study, vendors=4) == expected


@pytest.mark.parametrize("answer", [price_decides, lambda levels: {"first_orders": ("b",)}])
def test_no_more_points_are_solved_than_were_counted(answer: Callable[[dict], dict]) -> None:
    study, solved_points = Study("tornado", (PRICE, SPEED)), []

    def solve(points: Sequence[Point], title: str) -> list[Row]:
        solved_points.extend(points)
        return by_hand(answer)(points, title)

    carry_out(study, BASE, solve)
    sure, more = count_points(study, vendors=1)
    assert sure < len(solved_points) <= sure + more
