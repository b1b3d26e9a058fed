"""The scenario tree: what is known when a decision is taken."""

from __future__ import annotations

from dataclasses import dataclass


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
