"""Commitments decide: small scenarios in which signing pays agree with trying every decision, and with a second solver.

What to rent is tried by `brute_force` as if nothing were committed; what is best signed for it is found here, by a bill
of its own: the cost of a commitment is linear between the amounts at which some block has no more of an offer to cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from models.calendar import month_number
from models.commitment import Commitment
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor, Committed
from tests.commitment_draws import with_commitment
from tests.generators import dice, plain_larger, plain_tiny
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce, Combination
from tests.properties.calling import with_calls
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known

SCENARIOS = 100
SETS = 2
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 400
LEAST_UNUSED = 2
"""Scenarios of a set in which some of what is signed is best left unused."""


class Signing(NamedTuple):
    """What is best signed for what a combination rents, and what that changes of its cost [USD, discounted]."""

    usd: float
    signed: tuple[Committed, ...]


class Bill:
    """The bill of one commitment, in floating point, for anything rented."""

    def __init__(self, given: Scenario, force: BruteForce) -> None:
        self.given, self.force, self.time = given, force, force.time
        self.c: Commitment = given.commitments[0]
        prices = {offer.id: offer.usd_per_hour for offer in given.offers}
        self.rates = sorted(
            (r.usd_per_hour / prices[r.offer], r.usd_per_hour, prices[r.offer], r.offer) for r in self.c.rates
        )

    def present(self, month: int) -> float:
        return float((1 + self.given.policy.finance.discount_rate) ** (-month / 12))

    def today(self, t: int) -> float:
        until = self.c.signed_until
        return self.c.signed_usd_per_hour * (until is None or self.time.starts[t] < month_number(until))

    def packs(self, c: Combination, q: int) -> dict[str, float]:
        found: dict[str, float] = {}
        for rental, packs in zip(self.force.rentals, c.uses[q].rented, strict=True):
            found[rental.offer] = found.get(rental.offer, 0.0) + packs
        return found

    def saved(self, c: Combination, q: int, usd_per_hour: float) -> float:
        """On-demand payments of a slot that a commitment spares [USD, discounted]."""
        packs, saved = self.packs(c, q), 0.0
        for _, rate, price, offer in self.rates:
            covered = min(packs.get(offer, 0.0), usd_per_hour / rate)
            usd_per_hour -= covered * rate
            saved += covered * price
        return saved * self.time.slot_hours[q] * self.present((self.time.period(q) + 1) * self.time.months)

    def paid(self, start: int, end: int) -> float:
        """What one USD/h in force from start to end is paid [USD, discounted]."""
        finance, share, months = self.given.policy.finance, self.c.upfront_share, self.time.months
        hours = [self.time.horizon.period_hours(t) for t in range(start, end)]
        inside = range(start, min(end, self.time.periods))
        charged = sum(hours[: len(inside)]) if finance.payment_tail == "prorate" else sum(hours)
        last = end if finance.payment_tail == "charge_in_full" else inside.stop
        later = sum(hours[t - start] * self.present((t + 1) * months) for t in range(start, last))
        return share * charged * self.present(start * months) + (1 - share) * later

    def best(self, c: Combination) -> Signing:
        """By every period in which it can be signed: the amount that costs least."""
        usd, signed, busy = 0.0, [], set[int]()
        first = month_number(self.c.order_from) if self.c.order_from else 0
        until = month_number(self.c.order_until) if self.c.order_until else 10**9
        for u, label in enumerate(self.time.labels):
            start = u + self.time.whole(self.c.lead_months)
            if start < self.time.periods and first <= self.time.starts[u] < until:
                end = start + self.time.whole(self.c.term_months)
                slots = [q for q in self.force.slots if start <= self.time.period(q) < end]
                busy |= set(slots)
                cost, amount = min(self._cost(c, slots, amount, (start, end)) for amount in self._amounts(c, slots))
                usd += cost
                signed += [Committed(self.c.id, label, amount)] if amount else []
        usd -= sum(self.saved(c, q, self.today(self.time.period(q))) for q in self.force.slots if q not in busy)
        return Signing(usd, tuple(signed))

    def _cost(self, c: Combination, slots: list[int], amount: float, window: tuple[int, int]) -> tuple[float, float]:
        spared = sum(self.saved(c, q, amount + self.today(self.time.period(q))) for q in slots)
        return amount * self.paid(*window) - spared, amount

    def _amounts(self, c: Combination, slots: list[int]) -> set[float]:
        """Amounts at which the cost may turn, within what is on offer [USD/h]."""
        most = self.c.max_usd_per_hour
        found = {0.0} if most is None else {0.0, most}
        for q in slots:
            total, packs = -self.today(self.time.period(q)), self.packs(c, q)
            for _, rate, _, offer in self.rates:
                total += rate * packs.get(offer, 0.0)
                found.add(total)
        return {amount for amount in found if amount >= 0 and (most is None or amount <= most)}


class Answer(NamedTuple):
    """The cost of the cheapest decisions that the audit passes [USD]; what is signed."""

    cost: float
    signed: tuple[Committed, ...]


def tried(given: Scenario) -> Answer | None:
    """The optimum by trying every decision; None where nothing passes."""
    force, judge = BruteForce(bare(given), "expected"), Auditor(given, "expected")
    bill = Bill(given, force)
    found = sorted(
        ((c.cost + (best := bill.best(c)).usd, best.signed, c) for c in force._combinations()), key=lambda row: row[0]
    )
    for _, signed, c in found:
        decisions = with_calls(judge, force.decisions(c))
        assessed = judge.assess(decisions.__class__(**{**decisions.__dict__, "commitments": signed}))
        if assessed.passed:
            return Answer(float(assessed.total_discounted), signed)
    return None


def bare(given: Scenario) -> Scenario:
    """The scenario without its commitments."""
    return given.model_copy(update={"commitments": ()})


def is_plain(given: Scenario) -> bool:
    """Whether no limit on money stands between a commitment and what is best for its rents."""
    policy = given.policy
    return not (policy.exposure or policy.vendor_shares or any(b.kind != "capex" for b in policy.budgets))


def committed(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, Answer]]:
    """Tiny scenarios in which the best is to sign something."""
    for seed in seeds:
        given = with_commitment(plain_tiny(seed), dice(f"pocket {seed}-commitment"))
        if given.commitments and is_plain(given) and BruteForce(bare(given), "expected").size <= MOST_COMBINATIONS:
            best = tried(given)
            if best is not None and best.signed:
                yield seed, given, best


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_signing_pays(part: int) -> None:
    are_unused = 0
    for seed, given, best in known("commitment", committed, SCENARIOS // SETS, part, SETS):
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        are_unused += any(row.unused_usd > 0.01 for row in made.plan.commitment_use)
    assert are_unused >= LEAST_UNUSED


@pytest.mark.parametrize("seed", range(6))
def test_two_solvers_agree_on_two_commitments_under_any_limits(seed: int) -> None:
    given = with_commitment(plain_larger(seed), dice(f"larger {seed}-commitment"), 2)
    given = given.model_copy(
        update={"commitments": tuple(c.model_copy(update={"order_until": None}) for c in given.commitments)}
    )
    assert confirmed(given) != "no answer"
