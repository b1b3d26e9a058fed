"""Budgets: what was typed about them, as answers."""

from __future__ import annotations

from typing import Any

from data.starter.answers import fiscal_years
from ui.newscenario.draft import BUDGETS, Draft, Errors


def years_of(draft: Draft) -> list[str]:
    """Fiscal years that the plan of a draft touches, as the fields of their amounts."""
    return list(map(str, fiscal_years(draft["start"], int(draft["months"]), draft["fiscal_year_start"])))


def has_yearly(draft: Draft) -> bool:
    """Whether some budget is told by fiscal year."""
    return any(budget["limit"] == "years" for budget in draft["budgets"].values())


def budget_answers(draft: Draft) -> list[dict[str, Any]]:
    """The budgets as answers; a fiscal year without an amount has no limit."""
    return [answer for kind in BUDGETS for answer in _answers(draft, kind)]


def _answers(draft: Draft, kind: str) -> list[dict[str, Any]]:
    budget = draft["budgets"][kind]
    if budget["limit"] == "plan":
        return [{"kind": kind, "max_usd": budget["plan"]}]
    if budget["limit"] == "none":
        return []
    amounts = [(year, budget["years"].get(year)) for year in years_of(draft)]
    return [{"kind": kind, "fiscal_year": int(year), "max_usd": usd} for year, usd in amounts if usd is not None]


def budget_errors(draft: Draft) -> Errors:
    """Budgets that are wanted but have no amount."""
    errors: Errors = {}
    for kind, budget in draft["budgets"].items():
        if budget["limit"] == "plan" and budget["plan"] is None:
            errors[f"budgets.{kind}.plan"] = "put in the amount, or choose no budget limit"
        if budget["limit"] == "years" and not _answers(draft, kind):
            errors[f"budgets.{kind}.years"] = "put in the amount of a year at least, or choose no budget limit"
    return errors
