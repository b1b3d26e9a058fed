"""What planning can end in. Only `Planned` carries a plan; the others say why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from models.conflict import NothingFits
from models.plan import Audit, Plan


@dataclass(frozen=True)
class Planned:
    """An audited plan."""

    plan: Plan


@dataclass(frozen=True)
class Infeasible:
    """No plan can meet the limits; `why` names those that would have to give, where, when and by how much."""

    why: NothingFits

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The same in sentences."""
        return self.why.sentences


@dataclass(frozen=True)
class NoPlanInTime:
    """The time limit came before a plan."""

    bound_usd: float | None
    seconds: float


@dataclass(frozen=True)
class Failed:
    """Solver failure, or a plan that its audit refused (then with the audit)."""

    reason: str
    audit: Audit | None = None


Outcome = Planned | Infeasible | NoPlanInTime | Failed
