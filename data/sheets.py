"""Sheets of the buy plan: what one is, and those of what is signed, ordered and done beside the orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from data.plan_tables import Cell, table
from models.plan import Plan

USD, COUNT = "#,##0.00", "#,##0.0"


class Sheet(NamedTuple):
    """A sheet: a line that says what it shows, headers, rows; number formats by column, from 0."""

    name: str
    about: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    formats: Mapping[int, str] = {}
    frozen_columns: int = 0


BESIDE = {
    "changes": ("Changes", "What differs from the previous plan, in the months that both cover"),
    "firm_orders": ("Firm orders", "Orders of the previous plan that are kept as they are; they are holdings here"),
    "hedge_firm_orders": ("First orders of all cases", "Orders placed before cases can be told apart: the same in all"),
    "hedge_cases": ("All cases", "One plan for all cases: cost by case, and of the best plan for it alone, discounted"),
    "hedge_lived": (
        "Regret",
        "Plans of one case lived in another: cost and regret discounted, shortage nominal",
    ),
    "releases": ("Leave early", "Packs that leave before their end; fee less sale less payments saved, nominal"),
    "extensions": ("Stay longer", "Packs that stay when their term ends; price and payments from then on, nominal"),
    "volumes": ("Volume tiers", "Packs ordered together, the tier they reach, and where the next one begins"),
    "commitments": ("Commitments", "Spend commitments to sign: USD per hour for a term; cost in the horizon, nominal"),
    "commitment_use": ("Use of commitments", "What is committed, used and paid for nothing by period, nominal"),
    "expansions": ("Site modules", "Modules by which sites are enlarged; cost in the horizon, nominal"),
    "ports": ("Ports", "Ports of workloads to other stacks, nominal"),
    "launches": ("Launches", "First month of work that may be launched later; value forgone before, nominal"),
    "moves": ("Moves", "Data sets copied to other sites, nominal"),
    "exposure": (
        "Bound payments",
        "Payments that cannot be avoided at the end of each period, nominal; no payee: site modules",
    ),
}
"""Table of the plan -> name of its sheet, and what that shows."""
UNITS = {"_usd": "USD", "_kw": "kW", "_tb": "TB", "_m2": "m2"}


def beside_orders(plan: Plan) -> list[Sheet]:
    """A sheet of records for every table of `BESIDE` in which there are any."""
    return [sheet_of(plan, name, *said) for name, said in BESIDE.items() if table(plan, name).rows]


def sheet_of(plan: Plan, name: str, title: str, about: str) -> Sheet:
    """A table of the plan as a sheet."""
    found = table(plan, name)
    formats = {n: _look(header, [row[n] for row in found.rows]) for n, header in enumerate(found.headers)}
    shown = {n: look for n, look in formats.items() if look}
    return Sheet(title, about, [in_brackets(header) for header in found.headers], found.rows, shown, frozen_columns=1)


def in_brackets(header: str) -> str:
    """A field's name in words, its unit in brackets: `fee_usd` -> `fee [USD]`."""
    unit = next((ending for ending in UNITS if header.endswith(ending)), "")
    name = header.removesuffix(unit).replace("_", " ")
    return f"{name} [{UNITS[unit]}]" if unit else name


def _look(header: str, cells: Sequence[Cell]) -> str:
    if any(isinstance(cell, str) for cell in cells) or header.endswith(("year", "value", "threshold")):
        return ""
    if "share" in header:
        return "0.000"
    return USD if "usd" in header else COUNT
