"""What a re-planning takes from the plan before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import ValidationError

from models.calendar import Horizon, month_number, month_text
from models.decisions import Order
from models.offer import Offer
from models.plan import Plan
from models.replan import replanned
from models.replanning import Actual, EarlierOrder, EarlierPort, EarlierRent, FirmOrder, Previous
from models.scenario import Scenario
from solver.program.instance import Instance

LONGEST_NAME = 64
"""Characters of an offer's id that the id of a firm order keeps."""


class ReplanError(ValueError):
    """The previous plan does not fit the scenario; the message has one line per reason."""


def previous_of(
    scenario: Scenario,
    plan: Plan,
    *,
    firm_until: str | None = None,
    actuals: tuple[Actual, ...] = (),
    file: str | None = None,
) -> Previous:
    """The previous plan as a new one sees it.

    Parameters
    ----------
    firm_until: orders before this month, or the next in which a period starts, are firm; default, and at least, the
        first month of the scenario.
    actuals: measured demand of months before it.

    Raises
    ------
    ReplanError
        where a firm order names an offer that the scenario lacks, or one whose terms a holding cannot have.
    """
    horizon = scenario.horizon
    border = _border(horizon, firm_until or horizon.start)
    first, until = _shared(horizon, plan)
    firm = _distinct((*_still_firm(plan, horizon), *_fixed(scenario, plan, border)))
    _check(scenario, plan, firm)
    found = Previous(
        content_hash=plan.provenance.content_hash,
        file=file,
        firm_until=border,
        first=first,
        until=until,
        firm=firm,
        orders=_planned(horizon, plan, max(border, first), until),
        ports=tuple(
            EarlierPort(workload=p.workload, stack=p.stack, start_period=_period(horizon, p.start_period))
            for p in plan.ports
            if first <= p.start_period < until
        ),
        rent=rented(plan, first, until),
        paid_usd=paid_usd(plan, first, until),
        actuals=actuals,
        begun=tuple(_begun(scenario, plan)),
    )
    try:
        replanned(scenario, found)
    except ValidationError as error:
        raise ReplanError("\n".join(str(problem["msg"]) for problem in error.errors())) from None
    except ValueError as error:
        raise ReplanError(str(error)) from None
    return found


def _border(horizon: Horizon, month: str) -> str:
    """The first month of a period that is not before a month."""
    return horizon.label(max(0, -((horizon.first - month_number(month)) // horizon.months_per_period)))


def _shared(horizon: Horizon, plan: Plan) -> tuple[str, str]:
    """The months that both plans cover."""
    last = plan.periods[-1]
    ends = month_number(last.period) + last.months, horizon.first + horizon.months
    return max(horizon.start, plan.periods[0].period), month_text(min(ends))


def _period(horizon: Horizon, month: str) -> str:
    """First month of the period that contains a month."""
    return horizon.label((month_number(month) - horizon.first) // horizon.months_per_period)


def _still_firm(plan: Plan, horizon: Horizon) -> Iterator[FirmOrder]:
    """Firm orders of the previous plan that still serve."""
    earlier = plan.previous.firm if plan.previous else ()
    yield from (order for order in earlier if order.until is None or order.until > horizon.start)


def _fixed(scenario: Scenario, plan: Plan, border: str) -> Iterator[FirmOrder]:
    """Orders of the previous plan before a month that serve the scenario's time or later."""
    offers = {offer.id: offer for offer in scenario.offers}
    for row in plan.orders:
        until = _until(row, offers.get(row.offer), plan)
        if row.order_period < border and (until is None or until > scenario.horizon.start):
            yield FirmOrder(
                id=f"{row.offer[:LONGEST_NAME]}/{row.order_period}",
                offer=row.offer,
                dedicated_to=row.dedicated_to,
                ordered=row.order_period,
                since=row.in_service_period,
                until=until,
                packs=row.packs,
            )


def _until(row: Order, offer: Offer | None, plan: Plan) -> str | None:
    """First month after the term of an order, in whole periods of its plan; None where no end is known."""
    if row.ends or row.mode == "buy" or offer is None or offer.term_months is None:
        return row.ends
    step = plan.periods[0].months
    return month_text(month_number(row.in_service_period) + -(-offer.term_months // step) * step)


def _distinct(firm: tuple[FirmOrder, ...]) -> tuple[FirmOrder, ...]:
    """The same orders, those of one offer and month numbered from the second on."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for order in firm:
        seen[order.id] += 1
        n = seen[order.id]
        found.append(order if n == 1 else order.model_copy(update={"id": f"{order.id}/{n}"}))
    return tuple(found)


def _check(scenario: Scenario, plan: Plan, firm: tuple[FirmOrder, ...]) -> None:
    offers = {offer.id: offer for offer in scenario.offers}
    held = {holding.id for holding in scenario.holdings}
    ended = {(row.offer, row.dedicated_to, row.order_period) for row in plan.releases}
    ended |= {(row.offer, row.dedicated_to, row.order_period) for row in plan.extensions}
    problems = []
    for order in firm:
        why = _problem(offers.get(order.offer), order, scenario.horizon.start)
        if not why and (order.offer, order.dedicated_to, order.ordered) in ended:
            why = "but packs of it end otherwise than with their term, which firm orders do not;"
        if why and order.id not in held:
            problems.append(f"{_said(order)}, {why} give a holding {order.id}")
    if problems:
        raise ReplanError("\n".join(problems))


def _said(order: FirmOrder) -> str:
    packs = f"{order.packs:g} pack{'s' * (order.packs != 1)}"
    return f"the previous plan ordered {packs} of offer {order.offer} in {order.ordered}, which is firm"


def _problem(offer: Offer | None, order: FirmOrder, start: str) -> str:
    """Why a firm order cannot be one of the holdings; empty where it can."""
    if offer is None or not offer.is_firm:
        gone = "but the scenario has no such offer to buy, lease or reserve"
        return f"{gone}: keep it, with `order_until: {order.ordered}` if it is no longer sold, or"
    if offer.is_dated:
        days = f"{offer.days} day{'s' * (offer.days != 1)}"
        return f"but is there for {days} alone, which holdings are not; for what it is in the mean of its period"
    if offer.usd_per_hour:
        return "but is also paid by the hour used, which holdings are not;"
    if offer.price_path or offer.tiers:
        return "but its prices move with time or volume, which those of holdings do not;"
    if offer.milestone_payments and order.since >= start:
        return "but is paid in parts before service, which holdings are not;"
    return ""


def _planned(horizon: Horizon, plan: Plan, first: str, until: str) -> tuple[EarlierOrder, ...]:
    """Orders of the previous plan from one month to another, by period of the new one."""
    packs: dict[tuple[str, str | None, str], float] = defaultdict(float)
    for row in plan.orders:
        if first <= row.order_period < until:
            packs[row.offer, row.dedicated_to, _period(horizon, row.order_period)] += row.packs
    return tuple(
        EarlierOrder(offer=offer, dedicated_to=owner, order_period=month, packs=amount)
        for (offer, owner, month), amount in packs.items()
    )


def rented(plan: Plan, first: str, until: str) -> tuple[EarlierRent, ...]:
    """Accelerators rented by offer, on average over the hours of the periods from one month to another."""
    hours = {p.period: p.hours for p in plan.periods if first <= p.period < until}
    total = sum(sum(blocks.values()) for blocks in hours.values())
    amounts: dict[tuple[str, str | None], float] = defaultdict(float)
    for row in plan.rent:
        if row.period in hours:
            amounts[row.offer, row.dedicated_to] += row.accelerators * hours[row.period][row.block]
    found = ((key, amount / total) for key, amount in amounts.items() if total)
    return tuple(
        EarlierRent(offer=offer, dedicated_to=owner, accelerators=amount) for (offer, owner), amount in found if amount
    )


def paid_usd(plan: Plan, first: str, until: str) -> float:
    """Payments of the periods from one month to another, nominal; what is no payment is left out [USD]."""
    lines = (line for line in plan.costs.lines if line.period is not None and first <= line.period < until)
    return round(sum(line.nominal_usd for line in lines if line.term not in NO_PAYMENT), 2)


NO_PAYMENT = ("departure", "forgone_value", "sla_penalty")
"""Terms inside the horizon that nobody is paid."""


def unused_replan(x: Instance) -> Iterator[str]:
    """A price of departing from no plan, and what is on order for another time."""
    if x.scenario.policy.departure_usd_per_pack and x.previous is None:
        yield "policy.departure_usd_per_pack: there is no previous plan; `steelyard replan` names one"
    for h in x.scenario.holdings:
        if h.since and not any(x.held(h, t) for t in range(x.T)):
            yield f"holdings.{h.id}: it is in service in no period of the horizon"


def _begun(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """What began before the scenario's first month besides orders, and is not in the scenario yet."""
    start = scenario.horizon.start
    works = {w.id: w for w in scenario.workloads}
    for launch in plan.launches:
        work = works.get(launch.workload)
        if launch.period is not None and launch.period < start and work is not None and work.served == "may":
            named = plan.names.workload(launch.workload)
            yield f"{named} is launched since {launch.period}: say `served: must`, else it may be launched once more."
    for port in plan.ports:
        work = works.get(port.workload)
        if port.start_period < start and work is not None and port.stack not in work.incumbent_stacks:
            ready = f"{plan.names.workload(port.workload)} is ready on {plan.names.stack(port.stack)}"
            yield (
                f"From {port.ready_period} {ready}: list it among its `incumbent_stacks`, else it is ported once more."
            )
    for move in plan.moves:
        if move.start_period < start:
            yield (
                f"The data of {plan.names.workload(move.workload)} lie at {plan.names.site(move.site)}, too, from "
                f"{move.start_period}: make it its `home_site` if it is served there, else they are copied once more."
            )
    for module in plan.expansions:
        if module.order_period < start:
            yield (
                f"{module.modules} x {module.module} at {plan.names.site(module.site)} are in service from "
                f"{module.in_service_period}: add them to the limits of the site, and its upkeep to its fixed costs."
            )
