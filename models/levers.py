"""Levers on the work itself: a smaller model, fewer tokens, other hours; each with its cost and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Text
from models.calendar import month_number, month_text
from models.evidence import Evidence
from models.raw import Problem, items, rows, unknown

LeverKind = Literal[
    "smaller_model",
    "quantization",
    "caching",
    "retrieval",
    "routing",
    "batching",
    "shorter_prompts",
    "after_hours_shutdown",
    "scheduling_window",
]
"""What is done about the work."""
BY_WORK = ("demand", "throughput", "month", "accelerators")
TAKES: dict[LeverKind, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("smaller_model", "quantization", "caching", "retrieval", "routing", "batching"),
            "shorter_prompts",
        ),
        BY_WORK,
    ),
    "after_hours_shutdown": ("demand", "blocks"),
    "scheduling_window": ("blocks", "within_months"),
}
"""What each kind changes."""


class Lever(Model):
    """A change of demand or throughput that could be made, which `levers` plans with; it changes nothing in a plan."""

    id: Id
    name: Text = ""
    """Name on paper."""
    kind: LeverKind
    """What is done: `smaller_model` (or a distilled one), `quantization`, `caching`, `retrieval`, `routing` of hard
    cases, `batching`, `shorter_prompts`, `after_hours_shutdown`, `scheduling_window`."""
    workloads: tuple[Id, ...] = Field(min_length=1)
    """Work that it changes, with all its queues."""
    demand: Amount | None = None
    """What is left of the demand [x]: 0.7 is 30 % less; of `after_hours_shutdown` in its blocks, default 0."""
    throughput: Positive | None = None
    """What accelerators do of the work [x]: 1.4 is 40 % more than measured. Tokens of endpoints stay."""
    accelerators: tuple[Id, ...] = ()
    """Accelerators whose throughput it changes; empty: all. Needs `throughput`, and no `month`."""
    blocks: tuple[Id, ...] = ()
    """Blocks in which work is shut down, or the only ones in which it is done."""
    within_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    """How long work may wait for its hours (`scheduling_window`) [months]; default: not beyond its period."""
    month: Month | None = None
    """Month from which it works; default: the first of the horizon."""
    one_off_usd: Amount = 0.0
    """What it costs to introduce, paid at the start of that month [USD]."""
    monthly_usd: Amount = 0.0
    """What it costs to keep, at the end of every month from then on [USD/month]."""
    quality: Text = ""
    """What has to be verified before it may be used, such as answers on a test set."""
    not_with: tuple[Id, ...] = ()
    """Levers that are instead of this one; all levers together take the one that saves more."""
    evidence: Evidence = Evidence()
    """Where `demand` or `throughput` comes from; `low` and `high` are a range of that factor, and planned with, too."""

    @property
    def factor(self) -> float | None:
        """The figure that evidence is about; None: it moves work, and changes none."""
        if self.kind == "scheduling_window":
            return None
        return self.throughput if self.throughput is not None else self.demand or 0.0

    @property
    def ends(self) -> tuple[float, ...]:
        """Low and high end of the range of the factor; none where evidence gives none."""
        low, high = self.evidence.low, self.evidence.high
        return () if self.factor is None or low is None or high is None else (low, high)

    def at(self, factor: float) -> Lever:
        """The same lever with another factor."""
        return self.model_copy(update={"demand" if self.throughput is None else "throughput": factor})

    @model_validator(mode="after")
    def _takes_what_is_given(self) -> Lever:
        changes = {*BY_WORK, "blocks", "within_months"}
        wrong = [
            f for f in Lever.model_fields if f in changes - {*TAKES[self.kind]} and getattr(self, f) not in (None, ())
        ]
        if wrong:
            told = ", ".join(TAKES[self.kind])
            raise ValueError(f"`{'`, `'.join(wrong)}` has no effect on `{self.kind}`, which takes {told}")
        if TAKES[self.kind] is BY_WORK and (self.demand is None) is (self.throughput is None):
            raise ValueError(f"`{self.kind}` needs `demand` or `throughput`, one of them")
        if TAKES[self.kind] is not BY_WORK and not self.blocks:
            raise ValueError(f"`{self.kind}` needs `blocks`")
        return self

    @model_validator(mode="after")
    def _range_holds_factor(self) -> Lever:
        if self.accelerators and (self.throughput is None or self.month is not None):
            raise ValueError("`accelerators` needs `throughput` and no `month`: what is measured has no dates")
        least = 0.0 if self.throughput is None else 1e-6
        if self.ends and self.factor is not None and not least <= self.ends[0] <= self.factor <= self.ends[1]:
            raise ValueError(f"evidence: the range {self.ends[0]:g} to {self.ends[1]:g} must hold {self.factor:g}")
        return self


def lever_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Levers that name blocks that are not there, themselves, or a month outside the horizon."""
    horizon = document.get("horizon")
    own = horizon if isinstance(horizon, Mapping) else {}
    blocks = {str(row.get("id")) for _, row in rows(own, "blocks")} or {"all"}
    for n, row in rows(document, "levers"):
        for place, value in items(row.get("blocks")):
            if value not in blocks:
                yield unknown(("levers", n, "blocks", *place), value, "blocks", blocks)
        if row.get("id") in [value for _, value in items(row.get("not_with"))]:
            yield ("levers", n, "not_with"), "names the lever itself"
        if sentence := _outside(own, row.get("month")):
            yield ("levers", n, "month"), sentence


def _outside(horizon: Mapping[str, Any], month: Any) -> str:
    """Why a month is not in the horizon; empty where it is, or that cannot be told."""
    start, counts = horizon.get("start"), [horizon.get("periods"), horizon.get("months_per_period", 1)]
    if not isinstance(month, str) or not isinstance(start, str) or not all(isinstance(c, int) for c in counts):
        return ""
    last = month_text(month_number(start) + counts[0] * counts[1] - 1)
    return "" if start <= month <= last else f"{month} is not in the horizon, {start} to {last}"
