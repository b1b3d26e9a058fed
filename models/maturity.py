"""How far new silicon is trusted: own benchmarks, limits until they exist, and what pilots cost."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from models.base import Id, Model, Share, Text
from models.evidence import Day

Scope = Literal["all", "pilots", "production"]
"""Payments that a budget counts: all, those for pilot accelerators, or all others."""


class Validation(Model):
    """An own benchmark of a workload on an accelerator, at its service level and on its own traffic."""

    accelerator: Id
    date: Day
    """Date of the benchmark: it counts from the first period that starts on this day or later (a month stands for its
    first day)."""
    traffic_share: Share
    """Share of the workload's traffic that the benchmark ran on [0..1]."""
    note: Text = ""
    """Report or record of the benchmark; no effect on the program."""

    @model_validator(mode="after")
    def _month_is_known(self) -> Validation:
        if len(self.date) == 4:
            raise ValueError(f"`date` needs a month, {self.date} has none; allowed: YYYY-MM or YYYY-MM-DD")
        return self


class MaturityPolicy(Model):
    """When an accelerator counts as validated for a workload, and how much may run on it before."""

    least_traffic_share: Share = 0.10
    """Least share of the workload's traffic that an own benchmark must have run on to count [0..1]."""
    unvalidated_share: Share | None = None
    """Most of a workload that may run on accelerators of one silicon vendor, and of one class, that are neither
    validated for it nor of a stack it runs on today [share]; exploratory work is exempt. None: no limit."""


class ScopeSpend(Model):
    """Nominal payments of a fiscal year as budgets count them, those for pilot accelerators apart."""

    fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    kind: Literal["capex", "opex"]
    """Book of the payments."""
    pilots_usd: float
    """Payments for pilot accelerators [USD]."""
    production_usd: float
    """All other payments [USD]."""
