"""Limits on lock-in: what part of all capacity may belong together, and how long a contract may bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from pydantic import model_validator

from models.base import Id, Model, Month, Share
from models.raw import Problem, items, rows, unknown
from models.vocabulary import AcceleratorClass

Part = Literal["payee", "silicon", "stack", "class", "proprietary"]
"""What makes accelerators belong together: who is paid, who makes the silicon, the software stack they need, their
class, or that this stack is proprietary."""
NAMED_FROM: dict[str, str] = {"payee": "vendors", "silicon": "vendors", "stack": "stacks"}
"""Part -> the collection that `names` points into; classes are words, and proprietary stacks are marked."""


class CapacityShare(Model):
    """A limit on what part of all capacity may belong together, in every period."""

    id: Id
    of: Part
    """What is limited: what a `payee` is paid for (work, where it is paid for anything of the class at the site),
    `silicon` of a maker, what needs a `stack`, what is of a `class`, or what needs any `proprietary` stack."""
    names: tuple[Id, ...] = ()
    """The vendors, stacks or classes that count together; none for `proprietary`."""
    measure: Literal["served", "in_service"] = "served"
    """What it is a share of: work `served`, counted in accelerators of the fastest kind each workload could run on,
    which neither idle nor slow units can swell (what only endpoints could serve does not count); or accelerators
    `in_service` and rented, holdings included, in the mean over the hours of the period, idle ones too."""
    among: tuple[AcceleratorClass, ...] = ()
    """Classes of accelerators that count at all, in the part and in the whole; empty: all. Cheap units beside dear ones
    would swell what is in service."""
    max_share: Share
    """Most that may belong together, in every period [share]."""
    first: Month | None = None
    """First month in which it holds; default: the first of the horizon."""

    @model_validator(mode="after")
    def _names_what_it_limits(self) -> CapacityShare:
        if bool(self.names) is (self.of == "proprietary"):
            is_marked = "has none for `of: proprietary`: it is the stacks marked so"
            raise ValueError(f"`names` {is_marked if self.names else f'is needed for `of: {self.of}`'}")
        return self


def share_problems(policy: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Names of capacity shares that lead nowhere."""
    for n, row in rows(policy, "capacity_shares"):
        part = str(row.get("of"))
        target = NAMED_FROM.get(part, "")
        allowed: set[str] = set(get_args(AcceleratorClass)) if part == "class" else ids.get(target, set())
        for place, value in items(row.get("names")) if target or part == "class" else ():
            if value not in allowed:
                yield unknown(("policy", "capacity_shares", n, "names", *place), value, target or "classes", allowed)
