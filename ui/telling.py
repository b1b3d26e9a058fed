"""The plan of a loaded scenario with its returns and its reasons, and what each way to fail means to the user."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypedDict, Unpack

from models.plan import Plan
from models.reasons import Reasons
from models.roi import RoiReport
from solver.reasons.make import ALTERNATIVES, WITHIN_PERCENT
from solver.search.options import Listener, SearchOptions
from solver.telling.make import Section, Told, make_told
from ui.exits import Exit, SteelyardError
from ui.planning import named, plan_of
from ui.scenario_file import ScenarioFile

ROI: Section = "roi"
WHY: Section = "why"


class Asked(TypedDict, total=False):
    """What may be asked of reasons."""

    within_percent: float
    """How much dearer than the plan alternatives may be [%]."""
    alternatives: int
    """How many are looked for."""
    listener: Listener | None


def told_of(
    source: ScenarioFile, case: str, options: SearchOptions, sections: Collection[Section], **asked: Unpack[Asked]
) -> Told:
    """Plan a case and say more about the plan: what it returns, and why it is as it is.

    Raises
    ------
    SteelyardError
        where there is no plan, or the figures break a law that they must keep.
    """
    loaded = source.loaded
    found = make_told(
        loaded.scenario,
        case,
        options,
        sections=sections,
        within_percent=asked.get("within_percent", WITHIN_PERCENT),
        alternatives=asked.get("alternatives", ALTERNATIVES),
        document_hash=loaded.document_hash,
        replaced=loaded.replaced,
        on_progress=asked.get("listener"),
    )
    if not isinstance(found, Told):
        plan_of(found, case, source)
        raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to say more of it"])
    if found.roi and found.roi.failures:
        said = [f"case {case}: the figures do not agree: {each}" for each in found.roi.failures]
        raise SteelyardError(Exit.FAILED, said)
    return replace(found, plan=named(found.plan, source))


def with_roi(
    source: ScenarioFile, case: str, options: SearchOptions, listener: Listener | None = None
) -> tuple[Plan, RoiReport]:
    """The plan of a case that carries what it returns, and that by itself; SteelyardError as `told_of`."""
    told = told_of(source, case, replace(options, price_lanes=False), [ROI], listener=listener)
    assert told.roi is not None  # noqa: S101  # asked for
    return told.plan, told.roi


def with_reasons(
    source: ScenarioFile, case: str, options: SearchOptions, **asked: Unpack[Asked]
) -> tuple[Plan, Reasons]:
    """The plan of a case that carries why it is as it is, and that by itself; SteelyardError as `told_of`."""
    told = told_of(source, case, replace(options, price_lanes=False), [WHY], **asked)
    assert told.reasons is not None  # noqa: S101  # asked for
    return told.plan, told.reasons
