"""When work is launched that may be launched later, and the value forgone before."""

from __future__ import annotations

from collections import defaultdict

from models.value import Launch
from solver.program.build import Program


def launches(program: Program) -> tuple[Launch, ...]:
    """Every workload whose launch is decided; `load_values` comes first."""
    x, forgone = program.instance, forgone_usd(program)
    return tuple(
        Launch(
            workload=w,
            period=x.scenario.horizon.label(first) if first < x.T else None,
            forgone_usd=round(sum(usd for (name, _), usd in forgone.items() if name == w), 2),
        )
        for w, first in first_served(program).items()
    )


def forgone_usd(program: Program) -> dict[tuple[str, int], float]:
    """Value of what is not served before its launch, by workload and period [USD], nominal."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for entry in program.entries:
        if entry.term == "forgone_value" and entry.decision.value:
            found[entry.decision.index()[0], entry.period] += entry.usd * entry.decision.value
    return found


def first_served(program: Program) -> dict[str, int]:
    """Period of launch by workload, T where it is never launched; of a single case."""
    m, x = program.model, program.instance
    waits = {w: [m.unlaunched[w, t, x.tree.node(0, t)].value for t in range(x.T)] for w in x.optional}
    return {w: sum(value > 0.5 for value in values) for w, values in waits.items()}
