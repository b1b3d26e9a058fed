"""What a re-planning keeps and changes, for the terminal; sentences for the page, too."""

from __future__ import annotations

from rich.console import Group, RenderableType

from models.calendar import month_number, month_text
from models.numbers import plain
from models.plan import Plan
from models.replan import levelled_months
from models.replanning import FirmOrder
from ui.figures import count, usd
from ui.fleet_report import for_whom
from ui.tables import grid, point, section

TITLE = "Changes against the previous plan"
FIRM = "Firm orders of the previous plan, kept as they are"
FIRM_HEADERS = ("Holding", "Offer", "For", "Ordered [month]", "Service [month]", "Until [month]", "Packs")
BEGUN = "What the previous plan began, and the scenario does not say yet"


def changes(plan: Plan) -> RenderableType | None:
    """What is firm, what changed, what is still to be said; None for plans without a previous one."""
    if plan.previous is None:
        return None
    parts: list[RenderableType] = [section(TITLE, *map(point, change_sentences(plan)))]
    if plan.previous.firm:
        columns = ("Offer", "|Ordered\n[month]", "|Service\n[month]", "|Until\n[month]", ">Packs")
        parts.append(section(FIRM, grid(columns, map(_firm, plan.previous.firm))))
    if plan.previous.begun:
        parts.append(section(BEGUN, *map(point, plan.previous.begun)))
    return Group(*parts)


def _firm(order: FirmOrder) -> tuple[str, ...]:
    what = order.offer + for_whom(order.dedicated_to)
    return what, order.ordered, order.since, order.until or "end of support", count(order.packs)


def change_sentences(plan: Plan) -> list[str]:
    """What is compared, what departing counts for, and every change; empty without a previous plan."""
    previous = plan.previous
    if previous is None:
        return []
    last = month_text(month_number(previous.until) - 1)
    said = [f"Compared from {previous.first} to {last}; orders before {previous.firm_until} are firm."]
    if previous.until <= previous.first:
        said = ["The two plans cover no month together: nothing is compared."]
    if departure := plan.costs.by_term.get("departure", 0.0):
        said.append(f"Departing from the previous plan counts for {usd(departure)} in the total; it is no payment.")
    if previous.actuals:
        months = sorted(levelled_months(previous))
        said.append(f"The forecast starts from demand as measured in {months[0]} to {months[-1]}.")
    return [*said, *(change.text for change in plan.changes)] if plan.changes else [*said, "Nothing changes."]


def firm_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Cells of `FIRM_HEADERS` of every firm order."""
    firm = plan.previous.firm if plan.previous else ()
    return [
        (row.id, row.offer, row.dedicated_to or "all", row.ordered, row.since, row.until or "end of support",
         plain(row.packs))
        for row in firm
    ]  # fmt: skip
