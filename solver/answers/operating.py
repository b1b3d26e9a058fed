"""What the lines of operating cost of a scenario come to, and whose cost those are that no decision changes."""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from models.operations import OperatingLine, OperatingUse
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.operating_costs import constants, of_line


def operating_uses(program: Program) -> tuple[OperatingUse, ...]:
    """Every line over the horizon; `load_values` comes first."""
    fixed: dict[str, float] = defaultdict(float)
    for each in constants(program.instance):
        fixed[each.line.id] += each.usd
    lines = program.instance.scenario.policy.operating_costs
    return tuple(_use(line, fixed[line.id] + _decided(program, line)) for line in lines)


def _decided(program: Program, line: OperatingLine) -> float:
    found = of_line(program.model, program.instance, line)
    return fsum(entry.usd * entry.decision.value for entry in found if entry.usd)


def _use(line: OperatingLine, usd: float) -> OperatingUse:
    return OperatingUse(
        line=line.id,
        name=line.name or line.id,
        term=line.term,
        driver=line.driver,
        rate_usd=line.usd,
        rate_unit=line.rate_unit,
        quantity=usd / line.usd,
        cost_usd=round(usd, 2),
    )


def of_holdings(x: Instance) -> list[tuple[str, str, int, float]]:
    """(term, holding, period, USD) of lines by accelerator for today's fleet."""
    return [(c.line.term, c.holding.id, c.period, c.usd) for c in constants(x) if c.holding]


def of_workloads(x: Instance) -> list[tuple[str, str, int, float]]:
    """(term, workload, period, USD) of lines that a workload pays whatever is decided."""
    return [(c.line.term, c.workload, c.period, c.usd) for c in constants(x) if c.workload]


def of_all(x: Instance) -> dict[int, float]:
    """USD by period of people who work for all workloads together."""
    found: dict[int, float] = defaultdict(float)
    for each in constants(x):
        if not (each.workload or each.site or each.holding):
            found[each.period] += each.usd
    return found
