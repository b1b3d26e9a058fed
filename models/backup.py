"""The fail-over of a plan: who carries what while something is lost."""

from __future__ import annotations

from models.base import Id, Model, Month
from models.vocabulary import Lost


class Backup(Model):
    """Accelerators that carry a workload at a peak while something is lost; other work may be displaced."""

    lose: Lost
    """Whether a site, a vendor or a stack is lost."""
    lost: Id
    """The site, the vendor or the stack."""
    within_months: int | None = None
    """Months that leaving a stack may take; null: all of it stands in at once."""
    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    period: Month
    block: Id
    accelerators: float
