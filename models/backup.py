"""The fail-over of a plan: who carries what while something is lost."""

from __future__ import annotations

from typing import Literal

from models.base import Id, Model, Month


class Backup(Model):
    """Accelerators that carry a workload at a peak while a site or a vendor is lost; other work may be displaced."""

    lose: Literal["site", "vendor"]
    """Whether a site is lost, or a vendor."""
    lost: Id
    """The site, or the vendor."""
    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    period: Month
    block: Id
    accelerators: float
