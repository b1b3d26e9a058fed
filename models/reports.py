"""What runs end with that make no plan: a report by task."""

from __future__ import annotations

from collections.abc import Mapping

from models.bakeoff import Bakeoff
from models.comparison import SideBySide
from models.lever_report import Levers
from models.negotiation import Negotiation
from models.reasons import Reasons
from models.roi import RoiReport
from models.run import Task
from models.stress import StressReport
from models.sweep import Sweep

Report = StressReport | Sweep | RoiReport | Reasons | Negotiation | Levers | SideBySide | Bakeoff
REPORTS: Mapping[Task, type[Report]] = {
    "stress": StressReport,
    "sweep": Sweep,
    "roi": RoiReport,
    "why": Reasons,
    "negotiate": Negotiation,
    "levers": Levers,
    "compare": SideBySide,
    "bakeoff": Bakeoff,
}
"""The value that a report is; a task that is not here ends with a plan."""


def report_of(task: Task, text: str) -> Report:
    """The report that a task wrote as JSON.

    Raises
    ------
    KeyError
        for a task that ends with a plan. ValidationError for a text that is no report of it.
    """
    return REPORTS[task].model_validate_json(text)
