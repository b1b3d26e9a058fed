"""Lanes: work that shares no units and no headroom with other work, and what keeping it apart costs."""

from __future__ import annotations

from pydantic import Field

from models.base import Id, Model

COMMON_LANE = "common"
"""Lane of work that names none: a lane like any other."""
OF_LANE = "lane:"
"""How the owner of units of a lane, or of a group of lanes, starts; no id of a record holds a colon."""


class LaneGroup(Model):
    """Lanes that share units and headroom with each other."""

    id: Id
    """Name of the group; units of it are said to be of the lane of that name."""
    lanes: tuple[Id, ...] = Field(min_length=2)
    """Lanes of workloads; a lane is in one group at most."""


class Separation(Model):
    """What it costs at the optimum that lanes share no units: the same scenario was solved again with all lanes in one
    group, and every plan with lanes apart is one without, too."""

    lanes: tuple[str, ...]
    """Lanes, or groups of lanes, that are kept apart."""
    shared_least_usd: float | None = None
    """No plan in which all lanes share can cost less than this [USD], discounted; null: not solved."""
    shared_most_usd: float | None = None
    """Cost of the cheapest plan known if all lanes shared [USD], discounted; null: not solved."""
    least_usd: float | None = None
    """The separation costs at least this [USD], discounted: the plan's bound less the cost of that plan."""
    most_usd: float | None = None
    """The separation costs at most this [USD], discounted: the plan's cost less that bound."""
    why: str = ""
    """Why no price is stated; empty where one is."""
