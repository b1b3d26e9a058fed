"""The finance workbook: the plan's money with totals that are computed where they stand."""

from __future__ import annotations

from data.packs.finance import FILE, finance_workbook
from models.packs.finance import Finance
from ui.exits import Exit, SteelyardError
from ui.packs.lots import lots_of
from ui.packs.source import Asked, Source


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """`finance.xlsx`, of the whole plan; SteelyardError where it is asked for one vendor."""
    if asked.vendor:
        line = f"--vendor {asked.vendor}: the finance workbook is of the whole plan; leave --vendor out"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    content = Finance(stamp=source.stamp, lots=lots_of(source), plan=source.plan)
    return {FILE: finance_workbook(content)}
