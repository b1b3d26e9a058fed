"""Every report that a run may end with, for the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import RenderableType

from models.bakeoff import Bakeoff
from models.comparison import SideBySide
from models.lever_report import Levers
from models.negotiation import Negotiation
from models.reasons import Reasons
from models.reports import Report
from models.roi import RoiReport
from models.stress import StressReport
from models.sweep import Sweep
from ui.bakeoff_report import bakeoff_report
from ui.comparing_files import comparison_report
from ui.lever_report import lever_report
from ui.negotiation_report import negotiation_report
from ui.roi_report import roi_report
from ui.stress_report import stress_report
from ui.sweep_report import sweep_report
from ui.why_report import why_report

SHOWN: dict[type[Report], Callable[[Any], RenderableType]] = {
    StressReport: stress_report,
    Sweep: sweep_report,
    Levers: lever_report,
    RoiReport: roi_report,
    Reasons: why_report,
    Negotiation: negotiation_report,
    SideBySide: comparison_report,
    Bakeoff: bakeoff_report,
}
"""How each is shown."""


def shown(report: Report) -> RenderableType:
    """A report as its command shows it."""
    return SHOWN[type(report)](report)
