"""What served work is worth: when work that may wait is launched, and value and margin beside cost."""

from __future__ import annotations

from models.base import Id, Model, Month


class Launch(Model):
    """When work that may be launched later (`served: may`) is launched."""

    workload: Id
    period: Month | None
    """First month of the period from which on all its demand is served; null: not inside the horizon."""
    forgone_usd: float
    """Value of what is not served before [USD], nominal."""
