"""Content of the finance workbook; for the buyer's own people, so nothing in it is marked."""

from __future__ import annotations

from models.base import Model
from models.packs.lots import Lot
from models.packs.stamp import Stamp
from models.plan import Plan


class Finance(Model):
    """What the finance workbook holds."""

    stamp: Stamp
    """Run, input, proof and approval."""
    lots: tuple[Lot, ...]
    """The lots of all vendors."""
    plan: Plan
    """The plan, for its money by month, unit economics and comparisons."""
