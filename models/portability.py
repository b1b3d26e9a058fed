"""How freely work on a stack could run elsewhere, in three layers."""

from __future__ import annotations

from models.base import Model, Share, Text
from models.evidence import Day, Grade


class Portability(Model):
    """How much of what work needs of a stack runs elsewhere as it is: 1 all of it, 0 nothing; a layer without a score
    is not judged."""

    runtime: Share | None = None
    """Kernels, compilers, libraries: share of the work's code that runs on another stack unchanged [0..1]."""
    serving: Share | None = None
    """Serving and training frameworks, formats of models: share that another stack takes as it is [0..1]."""
    orchestration: Share | None = None
    """Scheduling, scaling, monitoring, identity: share that another provider takes as it is [0..1]."""
    grade: Grade = "assumption"
    """How the scores were obtained."""
    source: Text = "scenario author"
    """Where they were read, or who judged what: an inventory of kernels, a trial port, a review."""
    date: Day | None = None
    """Date of the scores."""


LAYERS = ("runtime", "serving", "orchestration")
"""The layers, from the silicon up."""
