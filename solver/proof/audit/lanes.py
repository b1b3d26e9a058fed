"""Lanes as the audit reads them: who may use which shared units, and what lanes at one place call of a quota."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from models.hardware import Holding
from models.offer import Offer
from models.scenario import Scenario

if TYPE_CHECKING:
    from solver.proof.audit.facts import Facts, Pool
    from solver.proof.audit.state import Copy

MARK = "lane:"
"""How the owner of units of a lane starts, as a plan writes it."""


class Lanes:
    """`of_work` [group by workload], `of_holding` [group by holding]; all empty where everybody shares."""

    def __init__(self, scenario: Scenario) -> None:
        def group(lane: str) -> str:
            named = [row.id for row in scenario.policy.lane_groups if lane in row.lanes]
            return f"{MARK}{named[0] if named else lane}"

        self.of_work = {w.id: group(w.lane) for w in scenario.streams}
        self.of_holding = {h.id: group(h.lane) for h in scenario.holdings if h.lane is not None}
        self.apart = tuple(sorted(owner.removeprefix(MARK) for owner in set(self.of_work.values())))
        """Groups of lanes that are kept apart; empty where there is no second one."""
        if len(self.apart) < 2:
            self.apart = ()
            self.of_work, self.of_holding = dict.fromkeys(self.of_work, ""), {}


def is_of_lane(pool: Pool) -> bool:
    """Whether the units of a pool serve a lane alone."""
    return pool[2].startswith(MARK)


def called_elsewhere(
    facts: Facts,
    pool: Pool,
    period: int,
    used: Mapping[Pool, float],
    copies: Mapping[Pool, list[Copy]],
    is_left: Callable[[Offer | Holding], bool] = lambda _: True,
) -> float:
    """What the other lanes at the place of a lane's pool use beyond their own units: it comes out of the quotas there.

    Parameters
    ----------
    used: accelerators that count on each pool in a block. copies: copies with decisions by pool.
    """
    others = [p for p in facts.pools if p[:2] == pool[:2] and p != pool and is_of_lane(p)] if is_of_lane(pool) else []
    beyond = (used.get(other, 0.0) - sum(own_backing(facts, other, copies, period, is_left)) for other in others)
    return sum(max(0.0, amount) for amount in beyond)


def own_backing(
    facts: Facts,
    pool: Pool,
    copies: Mapping[Pool, list[Copy]],
    period: int,
    is_left: Callable[[Offer | Holding], bool] = lambda _: True,
) -> list[float]:
    """Terms of the units of a pool in service that count towards headroom [accelerators]."""
    found = facts.credited(pool, period, is_left)
    mine = [copy for copy in copies.get(pool, []) if is_left(copy.terms.offer)]
    return found + [copy.terms.credit * copy.terms.offer.pack * copy.in_service[period] for copy in mine]
