"""What must hold of reasons on small random scenarios of every family.

Prices of limits hold all over their ranges, as the fixed program says when it is solved again; the cost is convex in
every limit; break-even prices are between a plan that uses the offer and one that does not; plans beside the plan pass
the audit.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from models.cases import in_case
from solver.answers.outcome import Infeasible
from solver.reasons.base import Base, base_of
from solver.reasons.break_even import at_price, break_even, least_without, rejected
from solver.reasons.fixed import FixedProgram, Piece, Rows
from solver.reasons.shadow import limits_of
from solver.reasons.stakes import parts, stake
from solver.search.clock import Clock
from solver.sizing.demand import settled
from solver.telling.make import Told, make_told
from tests.program.kit import EXACT
from tests.properties.test_relations import FAMILIES, drawn

FAMILY = list(FAMILIES)
DRAWS = 45
LEAST = 20
"""Limits whose price is checked at the least; nearly all say what must be served, `tests/reasons` has the others."""
OFFERS = 8
"""Rejected offers whose break-even price is checked at the least."""


def planned(seed: int) -> Base | None:
    """The plan of a scenario of some family; None where there is none."""
    given = in_case(drawn(seed, FAMILY[seed % len(FAMILY)])[0], "expected")
    base = base_of(settled(given, given.case("expected")), "expected", Clock(EXACT, None), 1, "")
    return base if isinstance(base, Base) else None


def test_prices_of_limits_hold_all_over_their_ranges() -> None:
    made = {seed: planned(seed) for seed in range(DRAWS)}
    assert sum(check_limits(base, f"seed {seed}") for seed, base in made.items() if base) >= LEAST


def check_limits(base: Base, name: str) -> int:
    """Checks all pieces; how many have a slope."""
    fixed, found = FixedProgram(base.matrix, base.x), 0
    for limit in limits_of(base):
        if any(fixed.is_active(row) for row in limit.rows):
            pieces = fixed.pieces(limit.rows, limit.said.allowed)
            said = f"{name}: {limit.said.subject}"
            assert all(a.slope <= b.slope + 1e-6 * max(1.0, abs(a.slope)) for a, b in pairwise(pieces)), said
            for piece in pieces:
                check_piece(fixed, limit.rows, piece, said)
                found += abs(piece.slope) > 1e-6
    return found


def check_piece(fixed: FixedProgram, rows: Rows, piece: Piece, said: str) -> None:
    """Solves again inside the range of a piece, and at its end."""
    for way, end in ((-1, piece.down), (1, piece.up)):
        for part in (0.4, 0.99) if end > 1e-4 else ():
            step = part * way * min(end, 1e4)
            cost = fixed.cost_at(rows, step)
            assert cost is not None, said
            assert cost == pytest.approx(fixed.cost_usd + piece.slope * step, rel=1e-6, abs=0.01), said


def test_offers_enter_just_below_their_break_even_price() -> None:
    checked = 0
    for seed in range(DRAWS):
        base = planned(seed) if checked < OFFERS else None
        exact = base and least_without(base, EXACT)
        for offer in rejected(base)[:2] if base and exact else ():
            row = break_even(base, offer.id, None, exact, EXACT, Clock(EXACT, None))
            if row.method == "re_solved" and row.enters_below and row.stays_out_above:
                below, above = (at_price(base, offer.id, at, EXACT) for at in (row.enters_below, row.stays_out_above))
                said, rounding = f"seed {seed}, {offer.id}", 2e-6 * max(1.0, abs(exact.cost_usd))
                assert below is not None, said
                assert above is not None, said
                assert below.is_used, said
                assert below.passed, said
                assert below.cost_usd < exact.cost_usd, said
                assert above.cost_usd == pytest.approx(exact.cost_usd, abs=rounding), said
                checked += 1
    assert checked >= OFFERS


def test_up_to_its_walk_away_price_an_offer_is_worth_having() -> None:
    """Just below it a plan with the offer is cheaper than the best one without; above it the plan as it is is not."""
    checked = 0
    for seed in range(DRAWS):
        base = planned(seed) if checked < OFFERS else None
        whole = {part.offer.id: part for part in reversed(list(parts(base)))} if base else {}
        for part in whole.values():
            row = stake(base, part, EXACT, None)
            if row.walk_away is not None and row.walk_away > 1 + 1e-3 and row.without_usd is not None:
                found = at_price(base, row.offer, row.walk_away * (1 - 1e-3), EXACT)
                said, rounding = f"seed {seed}, {row.offer}", 0.02 + 2e-6 * abs(row.without_usd)
                assert found is not None, said
                constant = base.program.constant_usd
                assert found.cost_usd + constant < row.without_usd + rounding - 1e-3 * row.priced_usd, said
                assert row.without_usd >= base.plan.bound_usd - rounding, said
                dearer = base.cost_usd + (row.walk_away * (1 + 1e-3) - 1) * row.priced_usd
                assert dearer > row.without_usd - rounding, said
                checked += 1
    assert checked >= OFFERS


@pytest.mark.parametrize("family", FAMILY[::2])
def test_plans_beside_the_plan_pass_the_audit_and_cost_no_less(family: str) -> None:
    told = make_told(drawn(300, family)[0], "expected", EXACT, sections=("why",), alternatives=1)
    if not isinstance(told, Told):
        assert isinstance(told, Infeasible)
        return
    reasons = told.reasons
    assert reasons is not None
    assert "refused" not in {row.found for row in (*reasons.runners_up, *reasons.alternatives, *reasons.worth)}
    rounding = 0.02 + 2e-6 * abs(reasons.cost_usd)
    beside = [row for row in (*reasons.runners_up, *reasons.alternatives) if row.cost_usd is not None]
    assert all((row.cost_usd or 0.0) >= reasons.bound_usd - rounding for row in beside)
    most = reasons.cost_usd * (1 + reasons.within_percent / 100) + rounding
    assert all((row.cost_usd or 0.0) <= most for row in reasons.alternatives)
