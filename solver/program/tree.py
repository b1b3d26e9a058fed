"""The scenario tree: what is known when a decision is taken."""

from __future__ import annotations

from dataclasses import dataclass

from models.calendar import month_number, month_text
from models.scenario import Scenario
from models.uncertainty import Review


@dataclass(frozen=True)
class Tree:
    """Cases with probabilities, and the node of information each is in when a period's orders are placed.

    `node_of[case][period]` numbers the nodes; a tree without review months has the one node 0.
    """

    cases: tuple[str, ...]
    probability: tuple[float, ...]
    node_of: tuple[tuple[int, ...], ...]

    @classmethod
    def single(cls, case_id: str, periods: int) -> Tree:
        """The tree of one case."""
        return cls((case_id,), (1.0,), ((0,) * periods,))

    @classmethod
    def of(cls, scenario: Scenario) -> Tree:
        """The tree of all cases: its reviews split them from the first period on that starts then or later.

        A node has the number of the first of its cases.
        """
        horizon, cases = scenario.horizon, [case.id for case in scenario.cases]
        starts = [horizon.period_start(t) for t in range(horizon.periods)]
        alike = dict.fromkeys(cases, 0)
        paths: dict[str, list[int]] = {case: [] for case in cases}
        waiting = list(reviews(scenario))
        for start in starts:
            while waiting and month_number(waiting[0].month) <= start:
                groups = waiting.pop(0).groups or tuple((case,) for case in cases)
                alike = {case: min(cases.index(c) for c in group) for group in groups for case in group}
            for case in cases:
                paths[case].append(alike[case])
        weights = [case.probability for case in scenario.cases]
        share = tuple(weight / sum(weights) for weight in weights)
        return cls(tuple(cases), share, tuple(tuple(paths[case]) for case in cases))

    def told_apart(self, a: int, b: int) -> int | None:
        """First period in which two cases can be told apart; None: never inside the horizon."""
        pairs = zip(self.node_of[a], self.node_of[b], strict=True)
        return next((t for t, (one, other) in enumerate(pairs) if one != other), None)

    def node(self, case: int, period: int) -> int:
        """Node of a case in a period; before the first period, the root."""
        return self.node_of[case][max(period, 0)]

    def nodes(self, period: int) -> list[int]:
        """Nodes that exist in a period."""
        return sorted({self.node(k, period) for k in range(len(self.cases))})

    def before(self, node: int, period: int) -> int:
        """Node of the period before on the path to a node."""
        case = next(k for k in range(len(self.cases)) if self.node(k, period) == node)
        return self.node(case, period - 1)

    def weight(self, node: int, period: int) -> float:
        """Probability of a node."""
        return sum(p for k, p in enumerate(self.probability) if self.node(k, period) == node)


def reviews(scenario: Scenario) -> tuple[Review, ...]:
    """The reviews of a scenario; the default one where it has none."""
    rules, horizon = scenario.policy.uncertainty, scenario.horizon
    if rules.reviews:
        return rules.reviews
    return (Review(month=month_text(horizon.first + rules.first_review_months)),)
