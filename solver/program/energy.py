"""Energy that decisions draw at the meter: the one formula behind what electricity costs and what carbon it causes.

Each function multiplies kWh by a `rate` per kWh: a price [USD/kWh], or the carbon of the grid [kg CO2e/kWh].
"""

from __future__ import annotations

from models.hardware import Accelerator
from models.site import Site
from solver.program.gangs import Start, extra_hours
from solver.program.instance import Instance


def idle(a: Accelerator, site: Site, hours: float, rate: float) -> float:
    """What an accelerator draws for being there, idle or not, x the rate [per accelerator]."""
    return a.idle_kw * hours * site.pue * rate


def busy(x: Instance, r: int, t: int, b: int, k: int, rate: float) -> float:
    """What all the work of a block would draw on an arc above that, x the rate [per share of the work]."""
    site, a = x.arcs[r][2].site, x.arcs[r][2].accelerator
    kwh = (a.busy_kw - a.idle_kw) * x.load(r, t, b, k) * x.hours[t][b] * site.pue
    return kwh * rate


def surplus(x: Instance, start: Start, part: float, rate: float) -> float:
    """What a run of a larger gang draws above the size that takes fewest accelerator-hours, in the period in which so
    large a part of it is done, x the rate [per run]."""
    site, a = x.arcs[start.arc][2].site, x.arcs[start.arc][2].accelerator
    return (a.busy_kw - a.idle_kw) * site.pue * rate * extra_hours(x, start) * part


def mean_price(x: Instance, site: Site, t: int) -> float:
    """Price of electricity at a site on average over the hours of a period [USD/kWh]."""
    if not site.electricity_by_block:
        return site.electricity_usd_per_kwh or 0.0
    return sum(site.electricity_in(b.id) * h for b, h in zip(x.blocks, x.hours[t], strict=True)) / x.H[t]
