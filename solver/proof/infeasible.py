"""Why nothing fits: the limits that would have to give, found by an elastic relaxation, in the user's words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import ceil

import numpy as np

from models.numbers import plain
from solver.program.build import Program
from solver.program.families.adoption import ready_ports
from solver.program.instance import Instance
from solver.program.words import LIMITS, SERVICE, Words, when, words
from solver.search.driver import Highs
from solver.search.matrix import Matrix
from solver.sizing.moving import double_periods

SERVICE_WEIGHT = 1000.0
"""Serving less is weighed so much heavier than exceeding a limit: limits are named first."""
SERVED = ("dispatch", "adequacy")
"""Families whose rows say what must be served."""
OF_WORK = (*SERVED, "deferrable")
"""Families whose rows are about one workload in one geography."""
USUAL = {"USD": 1e6, "accelerator-hours": 1e5, "kW": 10.0, "accelerators": 8.0}
"""Usual amounts by unit, so that a limit of zero does not weigh more than the service it denies."""
NOTICEABLE = 1e-6
"""Relative excess below this is numerical dust."""


def unservable(x: Instance) -> tuple[str, ...]:
    """Workloads that no accelerator serves at all, each with the nearest reason; found before anything is solved."""
    found = []
    for i, work in enumerate(x.works):
        if x.arcs_of_work[i] or work.workload.max_miss >= 1 or not _has_demand(x, i):
            continue
        mine = [r for r in x.removals if (r.workload.id, r.geography) == (work.workload.id, work.geography)]
        late = [r for r in mine if r.reason == "latency"] or mine
        why = "; ".join(dict.fromkeys(f"{r.accelerator.id} at {r.site.id}: {r.reason}, {r.detail}" for r in late[:5]))
        found.append(
            f"{work.workload.id} in {work.geography}: no accelerator can serve it ({why or 'no offer and no holding'})"
        )
    return tuple(found)


def _has_demand(x: Instance, i: int) -> bool:
    return any(level > 0 for case in x.demand for period in case[i] for level in period)


def out_of_reach(x: Instance) -> dict[int, str]:
    """By number of a workload: that nothing can be in service for it in a period in which it must be served.

    A necessary test, by lead times, dates, support and ports alone: the first such period, and the first after
    it in which something can.
    """
    found = {}
    for i, work in enumerate(x.works):
        due = [range(t, min(t + x.volumes.waits.get(i, 0) + 1, x.T)) for t in range(x.T) if _is_due(x, i, t)]
        late = [ts[-1] for ts in due if not any(_can_serve(x, r, t) for t in ts for r in x.arcs_of_work[i])]
        if late:
            later = [t for t in range(late[0], x.T) if any(_can_serve(x, r, t) for r in x.arcs_of_work[i])]
            then = f"not before {when(x, later[0])}" if later else "nor later"
            waits = ", validations" if any(late[0] < x.arcs[r][2].opens for r in x.arcs_of_work[i]) else ""
            waits += ", moves" if x.moves else ""
            found[i] = (
                f"{work.workload.id} in {work.geography}: nothing can be in service in {when(x, late[0])}, {then} "
                f"(lead times, dates, support, ports{waits})"
            )
    return found


def _is_due(x: Instance, i: int, t: int) -> bool:
    """Whether anything that arrives in a period must be served."""
    is_deferrable, must = i in x.volumes.joined, 1 - x.works[i].workload.max_miss
    asked = (x.volumes.arriving[k][i][t] if is_deferrable else max(rows[i][t]) for k, rows in enumerate(x.demand))
    return max(asked) * must > 0


def _can_serve(x: Instance, r: int, t: int) -> bool:
    _, j, arc = x.arcs[r]
    if t < arc.opens:
        return False
    if x.needs_port(arc.workload, arc.accelerator.stack) and not ready_ports(x, arc.accelerator.stack, t):
        return False
    if (arc.workload.workload_id, arc.site.id) in x.moves and t < double_periods(x.scenario):
        return False
    copies = [x.copies[o] for o in x.copies_of_pool[j]]
    firm = any(s <= t < e for c in copies for s, e in c.windows.values())
    return firm or any(t in c.rentable for c in copies) or bool(x.holdings_in(x.pools[j], t))


def conflicts(program: Program, matrix: Matrix) -> tuple[str, ...]:
    """The limits that must give for a plan to exist, where, when and by how much.

    Every user-level row may be broken at a price: relative to the limit, serving less far dearer. Minimizes the
    sum over the relaxed program, first without whole numbers, then with them when that explains nothing.
    """
    soft = _soft_rows(program, matrix)
    late = out_of_reach(program.instance)
    explained = {w.subject for n, w, _ in soft if w.family in OF_WORK and matrix.rows[n].index()[0] in late}
    elastic = _elastic(_with_free_supply(program, matrix), soft)
    for is_mip in (False, True):
        h = Highs(elastic, is_mip=is_mip, threads=2, seed=0)
        if is_mip:
            h.set_option("mip_max_nodes", 2000)
        solved = h.run()
        if solved.x is not None:
            excess = solved.x[matrix.shape[1] :]
            found = [(w, e) for (_, w, _), e in zip(soft, excess, strict=True) if w.subject not in explained]
            said = (*late.values(), *_say(program.instance, found))
            if said:
                return said
    return ("no plan meets whole packs, lead times and placement together; no single limit explains it",)


def _with_free_supply(program: Program, matrix: Matrix) -> Matrix:
    """The matrix with bounds of orders and rents as if supply had no limit: its rows say it, and may be broken."""
    high = matrix.high.copy()
    for n in matrix.of("order", "rent"):
        high[n] = program.instance.copies[matrix.columns[n].index()[0]].data_bound
    return replace(matrix, high=high)


def _soft_rows(program: Program, matrix: Matrix) -> list[tuple[int, Words, float]]:
    """(row, words, sign of the slack that relaxes it)."""
    soft = []
    for number, constraint in enumerate(matrix.rows):
        name = constraint.parent_component().local_name
        if name in LIMITS or name in SERVICE:
            key = constraint.index()
            said = words(program.instance, name, key if isinstance(key, tuple) else (key,))
            soft.append((number, said, 1.0 if np.isfinite(matrix.row_low[number]) else -1.0))
    return soft


def _elastic(matrix: Matrix, soft: list[tuple[int, Words, float]]) -> Matrix:
    """The matrix with one slack column per soft row and only slacks in the objective."""
    weights = [w.scale * (SERVICE_WEIGHT / w.allowed if w.family in SERVED else 1 / _size(w)) for _, w, _ in soft]
    count, size = len(soft), len(matrix.value)
    return replace(
        matrix,
        cost=np.concatenate([np.zeros(matrix.shape[1]), weights]),
        low=np.concatenate([matrix.low, np.zeros(count)]),
        high=np.concatenate([matrix.high, np.full(count, np.inf)]),
        start=np.concatenate([matrix.start, size + 1 + np.arange(count)]).astype(np.int32),
        index=np.concatenate([matrix.index, [row for row, _, _ in soft]]).astype(np.int32),
        value=np.concatenate([matrix.value, [sign for _, _, sign in soft]]),
        is_integer=np.concatenate([matrix.is_integer, np.zeros(count, dtype=bool)]),
    )


def _size(w: Words) -> float:
    """What an excess of a limit is weighed against: the limit, or a usual amount where it is small or a share."""
    usual = USUAL.get(w.unit, 1.0)
    return usual if w.family == "vendor_share" else max(abs(w.allowed), usual)


def _say(x: Instance, excesses: list[tuple[Words, float]]) -> tuple[str, ...]:
    """One sentence per limit: largest excess and the months in which it occurs."""
    by_subject: dict[str, list[tuple[Words, float]]] = defaultdict(list)
    for said, excess in excesses:
        if excess * said.scale > NOTICEABLE * max(1.0, abs(said.allowed)):
            by_subject[said.subject].append((said, excess * said.scale))
    sentences = []
    for subject, found in by_subject.items():
        worst, excess = max(found, key=lambda item: item[1])
        months = sorted({when(x, w.period) or "" for w, _ in found} - {""})
        span = f" from {months[0]} to {months[-1]}" if len(months) > 1 else f" in {months[0]}" if months else ""
        if worst.family == "deferrable":
            sentences.append(f"{subject}: {plain(100 * excess)} % more work than arrives within it would wait{span}")
        elif worst.family == "vendor_share":
            sentences.append(f"{subject}: {plain(excess)} {worst.unit} above {plain(100 * worst.allowed)} %")
        elif worst.family == "simplicity":
            more = ceil(excess - NOTICEABLE)
            most = plain(worst.allowed)
            sentences.append(f"{subject}: a limit of {most} is too low, {plain(worst.allowed + more)} would do")
        elif worst.family == "maturity":
            sentences.append(f"{subject}: {plain(100 * excess)} points above {plain(100 * worst.allowed)} %{span}")
        else:
            sentences.append(f"{subject}: short by {plain(excess)} {worst.unit} of {plain(worst.allowed)}{span}")
    return tuple(sentences)
