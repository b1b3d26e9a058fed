"""Very many cases: decomposition by case with mpi-sppy, with valid bounds, where one program of all would be too large.

Each case is solved by itself under prices on what all decide first (Lagrangian relaxation of what must be alike; Carøe
and Schultz, Dual decomposition in stochastic integer programming, 1999). mpi-sppy moves the prices along the
subgradient (`mpisppy.opt.subgradient`), by Polyak's step: gap / squared length. What the cases decide on average is
rounded and lived in every case: the best of these is the plan, the best dual value its bound.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solver.hedge.cases import Cases
from solver.hedge.lived import Made, Names, kept
from solver.hedge.search import Found, first_periods
from solver.program.build import build
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.shared import shared
from solver.search.matrix import Floats
from solver.search.solve import run
from solver.search.state import Search

ITERATIONS = 30
"""Rounds of prices at most: a count, so that a run repeats."""
TRY_EVERY = 5
"""Rounds after which what the cases decide on average is lived in all of them."""
LEAST_PRICE = 1e-6
"""Scale of a decision without a price of its own [kUSD]."""
CASE_GAP_SHARE = 0.2
"""Share of the asked gap to which single cases are solved."""


class NotDecomposableError(ValueError):
    """The cases cannot be taken apart; the message says why."""


def decomposed(cases: Cases) -> Found | None:
    """The hedged plan of very many cases; None where no first decisions that were tried fit all cases.

    Raises
    ------
    NotDecomposableError
        under risk aversion, minimax regret or nested bands, which tie cases together, and where there is more than one
        review.
    """
    rules = cases.scenario.policy.uncertainty
    count = len(cases.made)
    if rules.risk_aversion or rules.nested_bands or rules.objective == "minimax_regret":
        ties = "risk aversion, minimax regret and nested bands"
        raise NotDecomposableError(f"{ties} tie cases together: they cannot be decomposed")
    if any(cases.tree.told_apart(a, b) != cases.tree.told_apart(0, 1) for a in range(count) for b in range(a)):
        raise NotDecomposableError("cases are taken apart at one review only: give one, at which all can be told apart")
    dual = _Dual(cases)
    for case in cases.made:
        dual.attempt(case.decisions)
        if dual.best:
            break
    dual.solve()
    return dual.found


@dataclass
class _Dual:
    """What the decomposition knows so far."""

    cases: Cases
    bound: float = -np.inf
    """[kUSD], without constants."""
    cost: float = np.inf
    best: tuple[Floats, ...] = ()
    tried: set[tuple[float, ...]] = field(default_factory=set)

    @property
    def found(self) -> Found | None:
        """The best plan with its bound."""
        if not self.best:
            return None
        constant = sum(p * made.program.constant_usd for p, made in self._weighted)
        usd = (self.cost * USD_PER_OBJECTIVE_UNIT + constant, self.bound * USD_PER_OBJECTIVE_UNIT + constant)
        return Found(self.best, usd[0], min(usd), 0.0)

    @property
    def is_close(self) -> bool:
        """Whether the asked gap is proven."""
        return self.cost - self.bound <= self.cases.run.options.gap * max(abs(self.cost), 1e-9)

    @property
    def _weighted(self) -> list[tuple[float, Made]]:
        return list(zip(self.cases.tree.probability, self.cases.made, strict=True))

    def attempt(self, decisions: Names) -> None:
        """Live first decisions in every case, within all limits."""
        until = len(first_periods(self.cases.tree))
        key = tuple(value for name, (t, value) in sorted(decisions.items(), key=repr) if t < until)
        if key in self.tried:
            return
        self.tried.add(key)
        lived, cost = [], 0.0
        for p, made in self._weighted:
            matrix = kept(made, decisions, until)
            solved = None if matrix is None else run(Search(matrix, self.cases.run.share(0.5)))
            if solved is None or solved.x is None or solved.objective_usd is None:
                return
            lived.append(solved.x)
            cost += p * solved.objective_usd / USD_PER_OBJECTIVE_UNIT
        if cost < self.cost:
            self.cost, self.best = cost, tuple(lived)

    def solve(self) -> None:
        """Prices until the gap is proven, or rounds are spent."""
        with redirect_stdout(io.StringIO()):  # mpi-sppy prints its clock
            from mpisppy.extensions.extension import Extension
            from mpisppy.opt.subgradient import Subgradient

            dual, models = self, _Models(self.cases)

            class Prices(Extension):  # type: ignore[misc]  # mpi-sppy ships no types
                """Reads every round, and sets the length of the next step."""

                def post_iter0(self) -> None:
                    """After the first round, in which nothing has a price."""
                    dual.read(self.opt, models, 0)

                def enditer(self) -> None:
                    """After each further round."""
                    dual.read(self.opt, models, self.opt._PHIter)
                    if dual.is_close:
                        self.opt.options["PHIterLimit"] = 0

            options = {
                "solver_name": "appsi_highs",
                "PHIterLimit": ITERATIONS,
                "defaultPHrho": 1.0,
                "convthresh": 0.0,
                "verbose": False,
                "display_progress": False,
                "smoothed": 0,
                "solver_options_layers": [
                    {"when": "default", "options": {"mip_rel_gap": CASE_GAP_SHARE * self.cases.run.options.gap}}
                ],
            }
            names = list(self.cases.tree.cases)
            Subgradient(options, names, models.create, extensions=Prices).subgradient_main(finalize=False)

    def read(self, opt: Any, models: _Models, number: int) -> None:
        """Keep the dual value, live what is decided on average now and then, set the length of the next step."""
        self.bound = max(self.bound, value := float(opt.Ebound()))
        opt.Compute_Xbar(verbose=False)
        if number % TRY_EVERY == 0 or not self.best:
            for decisions in models.averages(opt):
                self.attempt(decisions)
        models.set_step(opt, max(self.cost - value, 0.0) if np.isfinite(self.cost) else abs(value) * 0.05)


class _Models:
    """The cases' models as mpi-sppy takes them, with what all decide first in one order."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        until = len(first_periods(cases.tree))
        self.models = {made.case: build(made.program.instance).model for made in cases.made}
        found = {made.case: self._first(made, until) for made in cases.made}
        common = set.intersection(*(set(own) for own in found.values()))
        self.order = sorted(common, key=repr)
        self.decisions = {case: [own[name] for name in self.order] for case, own in found.items()}
        for own in found.values():
            for name, decision in own.items():
                if name not in common:
                    decision.fix(0.0)  # not all cases have it: nobody takes it
        self.scale = self._scale(cases.made[0])

    def _first(self, made: Made, until: int) -> dict[tuple[Any, ...], Any]:
        model, x = self.models[made.case], made.program.instance
        own = {}
        for column in made.matrix.columns:
            block, index = column.parent_component().local_name, column.index()
            name = shared(x, block, index)
            if name and not name.is_state and name.period < until:
                own[name.name] = getattr(model, block)[index]
        return own

    def _scale(self, made: Made) -> list[float]:
        """Price of each decision in the objective [kUSD]: the unit in which prices move."""
        cost = {
            (c.parent_component().local_name, c.index()): abs(float(value))
            for c, value in zip(made.matrix.columns, made.matrix.cost, strict=True)
        }
        own = self.decisions[made.case]
        return [max(cost.get((d.parent_component().local_name, d.index()), 0.0), LEAST_PRICE) for d in own]

    def create(self, case: str) -> Any:
        """The model of a case with its probability and what is decided first."""
        from mpisppy.utils.sputils import attach_root_node

        model = self.models[case]
        model._mpisppy_probability = self.cases.tree.probability[self.cases.tree.cases.index(case)]
        attach_root_node(model, 0.0, self.decisions[case])
        return model

    def averages(self, opt: Any) -> list[Names]:
        """What is decided on average, rounded, and rounded up: packs that the average has a part of."""
        model = next(iter(opt.local_scenarios.values()))
        means = [float(model._mpisppy_model.xbars["ROOT", n]._value) for n in range(len(self.order))]
        own = self.decisions[next(iter(opt.local_scenarios))]
        return [self._named(own, means, rounded) for rounded in (np.round, np.ceil)]

    def _named(self, own: Sequence[Any], means: Sequence[float], rounded: Any) -> Names:
        found: Mapping[tuple[Any, ...], tuple[int, float]] = {
            name: (0, float(rounded(mean - 1e-6)) if d.is_integer() or d.is_binary() else mean)
            for name, d, mean in zip(self.order, own, means, strict=True)
        }
        return found

    def set_step(self, opt: Any, gap: float) -> None:
        """Polyak's step: the gap over the squared length of what differs, in units of the decisions' own prices."""
        length = 0.0
        for model in opt.local_scenarios.values():
            data, own = model._mpisppy_data, model._mpisppy_model
            for (node, n), decision in data.nonant_indices.items():
                off = decision._value - own.xbars[node, n]._value
                length += model._mpisppy_probability * (self.scale[n] * off) ** 2
        step = gap / length if length else 0.0
        for model in opt.local_scenarios.values():
            for key in model._mpisppy_data.nonant_indices:
                model._mpisppy_model.rho[key]._value = step * self.scale[key[1]] ** 2
