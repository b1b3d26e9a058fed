"""What planning can end in. Only `Planned` carries a plan; the others say why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from models.plan import Audit, Plan


@dataclass(frozen=True)
class Planned:
    """An audited plan."""

    plan: Plan


@dataclass(frozen=True)
class Infeasible:
    """No plan can meet the limits; `conflicts` name those that would have to give, where, when and by how much."""

    conflicts: tuple[str, ...]


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
