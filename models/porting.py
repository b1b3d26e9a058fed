"""Ports of workloads to stacks in a plan, and the engineers who do them: a rule of the policy, and their use."""

from __future__ import annotations

from pydantic import model_validator

from models.base import Amount, Id, Model, Month


class Engineers(Model):
    """Engineers who port workloads and carry changes onto ported stacks."""

    engineer_months_per_quarter: Amount | None = None
    """Effort there is for ports and their upkeep [engineer-months/quarter]; none: no limit."""
    usd_per_engineer_month: Amount = 0.0
    """Pay that ports and upkeep are charged with [USD/engineer-month]; 0 where it is paid either way."""

    @model_validator(mode="after")
    def _says_something(self) -> Engineers:
        if self.engineer_months_per_quarter is None and not self.usd_per_engineer_month:
            raise ValueError("give `engineer_months_per_quarter`, `usd_per_engineer_month` or both")
        return self


class Port(Model):
    """Porting of a workload to a stack."""

    workload: Id
    stack: Id
    start_period: Month
    ready_period: Month
    cost_usd: float
    engineer_months: float = 0.0
    """Effort of the port [engineer-months]; the first port to a stack bears its full cost and effort."""


class EngineerUse(Model):
    """Effort of the engineers in one quarter, or in one period where periods are longer."""

    period: Month
    """First month of the quarter."""
    months: int
    """Length [months]; the last quarter may be cut by the end of the horizon."""
    porting_engineer_months: float
    """Effort of ports [engineer-months]."""
    upkeep_engineer_months: float
    """Effort of carrying changes onto ported stacks [engineer-months]."""
    capacity_engineer_months: float | None
    """Effort there is [engineer-months]; null: no limit."""
