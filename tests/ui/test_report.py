"""The terminal report: what it leads with, that its figures add up, and that no line is too long."""

from __future__ import annotations

import re

import pytest
from rich.console import Console, RenderableType

from models.backup import Backup
from models.decisions import Miss
from models.deferrable import Deferrable
from models.derived import QueueingUse
from models.gang import GangRun
from models.maturity import ScopeSpend
from models.names import Names
from models.plan import Plan
from models.queue import QueueUse
from ui.backup_report import backup_rows
from ui.comparison import comparison
from ui.edge_report import edge_rows
from ui.explanation import plan_explanation
from ui.report import plan_report


def _lines(report: RenderableType) -> list[str]:
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(report)
    return [line.rstrip() for line in capture.get().splitlines()]


def _between(lines: list[str], title: str, next_title: str) -> list[str]:
    """The lines from a title up to the next one."""
    starts = [next(n for n, line in enumerate(lines) if line.startswith(words)) for words in (title, next_title)]
    return lines[starts[0] : starts[1]]


def _amounts(lines: list[str]) -> list[float]:
    """The last number of every row below the rule of a table."""
    rule = next(n for n, line in enumerate(lines) if line.startswith("─"))
    found = [re.findall(r"-?[\d,]+\.?\d*", line) for line in lines[rule + 1 :] if line]
    return [float(numbers[-1].replace(",", "")) for numbers in found if numbers]


def test_it_leads_with_decision_evidence_and_accounting_rules(plan: Plan) -> None:
    text = "\n".join(_lines(plan_report(plan)))
    places = [
        text.index(words)
        for words in (
            plan.decision,
            plan.evidence.sentence,
            "End value (straight line)",
            "Payment tail",
            "Total cost",
            "Orders",
        )
    ]
    assert places == sorted(places)


def test_it_shows_the_share_served_per_queue(plan: Plan) -> None:
    """A queue of 300 of 400 tokens served, two thirds of them on GPUs, at 0.50 USD for a thousand; one that rests."""
    use = {"workload": "chat", "period": "2027-01", "classes": {"gpu": 2 / 3, "tpu": 1 / 3}}
    now = QueueUse(
        **use, queue="now", units_asked=400, units_served=300, share_of_served=0.75, cost_usd=0.15, usd_per_unit=5e-4
    )
    later = now.model_copy(update={"queue": "later", "units_asked": 100, "units_served": 100, "share_of_served": 0.25})
    rest = QueueUse(
        **{**use, "classes": {}},
        queue="rest",
        units_asked=0,
        units_served=0,
        share_of_served=0,
        cost_usd=0,
        usd_per_unit=None,
    )
    service = [plan.service[0].model_copy(update={"workload": f"chat/{row.queue}"}) for row in (now, later, rest)]
    parted = plan.model_copy(update={"queues": (now, later, rest), "service": (*plan.service, *service)})
    lines = _between(_lines(plan_report(parted)), "Work by queue", "Fleet")
    assert [line.split()[:6] for line in lines if line.startswith("chat/")] == [
        ["chat/now", "75.0", "75.0", "gpu", "67", "%,"],
        ["chat/later", "100.0", "25.0", "gpu", "67", "%,"],
        ["chat/rest", "0.0", "0"],
    ]


def test_no_line_is_longer_than_the_screen(plan: Plan) -> None:
    for report in (plan_report(plan), plan_explanation(plan), comparison({"expected": plan, "low": plan}, "expected")):
        assert max(map(len, _lines(report))) <= 100


def test_numbers_and_dates_are_never_broken_over_lines(plan: Plan) -> None:
    long = plan.orders[0].model_copy(update={"accelerator": "x" * 80, "site": "y" * 80, "cost_usd": 1_234_567_890.0})
    text = "\n".join(_lines(plan_report(plan.model_copy(update={"orders": (long,) * 3}))))
    assert text.count("2027-07") >= 3
    assert text.count("1,234,567,890") == 3


def test_cost_terms_add_up_to_the_cent(plan: Plan) -> None:
    *terms, total = _amounts(_between(_lines(plan_report(plan)), "Cost by term", "Cost per unit"))
    assert sum(terms) == pytest.approx(total, abs=1e-6)
    assert total == plan.costs.total_discounted_usd


def test_cost_per_unit_is_told_by_year_and_all_cost_adds_up(plan: Plan) -> None:
    lines = _between(_lines(plan_report(plan)), "Cost per unit", "Fleet")
    *parts, total = _amounts(lines)
    assert sum(parts) == total == round(plan.costs.total_nominal_usd)
    year = [row for row in plan.service if row.period.startswith("2028")]
    per_million = 1e6 * sum(row.cost_usd for row in year) / sum(row.units_served for row in year)
    chat = next(line for line in lines if line.startswith("chat"))
    assert chat.split()[:3] == ["chat", "million", "tokens"]
    assert float(chat.split()[4]) == pytest.approx(per_million, rel=0.01)
    assert any("pools that serve nothing" in line for line in lines)
    assert any("fixed costs" in line for line in lines)


def test_sites_are_told_with_power_energy_and_carbon(plan: Plan) -> None:
    lines = _between(_lines(plan_report(plan)), "Sites", "Limits")
    site = next(line for line in lines if line.startswith("fra-colo"))
    assert site.split() == ["fra-colo", "2027-07", "120", "120", "100.0", "1,170", "468"]  # 120 x 3.25 x 3 MWh, x 0.4
    assert next(line for line in lines if line.startswith("us-east")).split()[3] == "none"


def test_heat_and_the_cost_of_being_in_use_are_told_where_they_count(plan: Plan) -> None:
    """Four periods of 50 USD of telemetry and 100 of support; the other site has neither limit nor price."""
    hot = {"heat_kw": 60.0, "heat_cap_kw": 80.0, "heat_share": 0.75, "in_use": True}
    hot |= {"telemetry_usd": 50.0, "support_usd": 100.0}
    rows = [row.model_copy(update=hot if row.site == "fra-colo" else {}) for row in plan.sites]
    edge = plan.model_copy(update={"sites": tuple(rows)})
    lines = _between(_lines(plan_report(edge)), "Heat where it is highest", "Limits")
    site = next(line for line in lines if line.startswith("fra-colo"))
    assert site.split() == ["fra-colo", "2027-01", "60", "80", "75.0", "4", "200", "400"]
    assert edge_rows(edge) == [("fra-colo", "2027-01", 60.0, 80.0, 0.75, 4, 200.0, 400.0)]
    assert not any(line.startswith("us-east") for line in lines)
    assert "Heat where it is highest" not in "\n".join(_lines(plan_report(plan)))


def test_bottlenecks_and_pairs_left_out_are_explained(plan: Plan) -> None:
    text = " ".join(" ".join(_lines(plan_explanation(plan))).split())
    assert "chat power 3 of 3 h100-sxm at fra-colo: no room for 8 more" in text
    assert "Possible, but not used, cheaper: 1 pair" in text
    assert "chat@eu mi300x@fra-colo h100-sxm at fra-colo carries most of it" in text


def test_a_plan_of_version_1_0_is_told_without_use_and_service(plan: Plan) -> None:
    old = plan.model_copy(update={"service": (), "sites": (), "pools": (), "unassigned": (), "capacities": ()})
    text = "\n".join([*_lines(plan_report(old)), *_lines(plan_explanation(old))])
    assert "Cost per unit" not in text
    assert "What stands in the way" not in text


def test_total_bound_gap_and_audit_are_stated(plan: Plan) -> None:
    text = " ".join(_lines(plan_report(plan)))
    for words in (
        "Total cost 1,816,849 USD",
        "No plan can cost less than 1,809,725 USD",
        "0.4 %",
        "Independent audit passed",
    ):
        assert words in text


def test_a_failed_audit_is_said_loudly(plan: Plan) -> None:
    failed = plan.model_copy(update={"audit": plan.audit.model_copy(update={"passed": False})})
    assert "Independent audit FAILED" in " ".join(_lines(plan_report(failed)))


def test_rented_capacity_is_the_average_over_the_hours(plan: Plan) -> None:
    rows = _between(_lines(plan_report(plan)), "Rented capacity", "Cost by term")
    assert rows[-2].split()[-2:] == ["7.3", "7.3"]  # 32 accelerators for 1000 of 4380 hours


def test_unserved_demand_is_shown(plan: Plan) -> None:
    miss = Miss(workload="chat", geography="eu", period="2027-01", block="peak", share=0.01, units=5.0)
    text = "\n".join(_lines(plan_report(plan.model_copy(update={"misses": (miss,)}))))
    assert "Demand not served" in text
    thing = plan.service[0].unit.split("/")[0]
    assert re.search(rf"chat +eu +1 % +5 {thing}", text)


def test_a_minimum_is_told_as_one_and_never_as_used_beyond_it(plan: Plan) -> None:
    """68 % of a peak are kept and 40 % are asked for: it does not press, and stands below what does."""
    least = plan.limits[0].model_copy(
        update={"limit": "peak kept", "used": 0.68, "allowed": 0.4, "is_binding": False, "is_minimum": True}
    )
    lines = _lines(plan_report(plan.model_copy(update={"limits": (least, *plan.limits)})))
    rows = [line.split() for line in lines if line.startswith(("peak kept", "power at fra-colo", "capex 2027"))]
    assert [row[0] for row in rows] == ["power", "capex", "peak"]
    assert rows[-1] == "peak kept 2028-07 0.68 at least 0.4 kW 58.8".split()
    assert least.model_copy(update={"used": 0.0}).closeness == 1.0


def test_text_of_a_scenario_cannot_steer_the_terminal_or_the_markup(plan: Plan) -> None:
    hostile = plan.model_copy(update={"decision": "[red]buy[/red] \x1b[2J\x07now"})
    text = "\n".join(_lines(plan_report(hostile)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]buy[/red]" in text


def test_the_explanation_groups_removed_placements_by_reason(plan: Plan) -> None:
    text = "\n".join(_lines(plan_explanation(plan)))
    assert "Ruled out by residency: 2 pairs" in text
    assert "trainium2@us-east, a100@us-east" in text
    assert "power at fra-colo" in text
    assert "capex 2027" not in text


def test_cases_stand_side_by_side_with_differences(plan: Plan) -> None:
    costs = plan.costs
    dearer = costs.model_copy(update={"by_term_discounted": {**costs.by_term_discounted, "on_demand": 200_000.44}})
    lines = _lines(comparison({"low": plan.model_copy(update={"costs": dearer}), "expected": plan}, "expected"))
    row = next(line for line in lines if line.startswith("on demand"))
    base, other, difference = (int(cell.replace(",", "")) for cell in row.split()[2:5])
    assert row.split()[5:] == ["+11.1", "%"]
    assert (base, other) == (pytest.approx(180_000, abs=1), pytest.approx(200_000, abs=1))
    assert difference == other - base


def test_it_says_who_carries_what_while_something_is_lost(plan: Plan) -> None:
    assert not any(line.startswith("Who carries the peak") for line in _lines(plan_report(plan)))
    row = Backup(
        lose="site", lost="fra-colo", workload="chat", geography="eu", accelerator="trainium2", site="us-east",
        period="2027-01", block="peak", accelerators=4.0,
    )  # fmt: skip
    more = (row, row.model_copy(update={"period": "2027-04", "accelerators": 6.5}))
    lines = _lines(plan_report(plan.model_copy(update={"backups": more})))
    start = next(n for n, line in enumerate(lines) if line.startswith("Who carries the peak"))
    (shown,) = (line for line in lines[start:] if "site fra-colo" in line)
    assert shown.split() == "site fra-colo chat@eu 2027-04 peak 6.5 trainium2 at us-east".split()
    names = Names(sites={"fra-colo": "Colocation, Frankfurt"}, accelerators={"trainium2": "AWS Trainium2"})
    assert backup_rows(plan.model_copy(update={"backups": more}), names) == [
        ("site Colocation, Frankfurt", "chat", "eu", "2027-04", "peak", "6.5 AWS Trainium2 at us-east")
    ]


def test_headroom_by_queueing_is_told_with_its_largest_excess(plan: Plan) -> None:
    order, work = plan.orders[0], plan.service[0].workload
    row = QueueingUse(
        workload=work, geography="eu", accelerator=order.accelerator, site=order.site, period="2027-01", block="day",
        requests_in_service=12.5, slots_needed=20.25, accelerators_needed=3.2, excess_accelerators=0.0,
    )  # fmt: skip
    later = row.model_copy(update={"period": "2027-02", "slots_needed": 24.0, "accelerators_needed": 4.0})
    text = "\n".join(_lines(plan_report(plan.model_copy(update={"queueing": (row, later)}))))
    assert "Headroom so that waiting stays rare" in text
    assert "No pool sets aside more than the exact formula of waiting asks for." in text
    assert "20.2" not in text
    split = later.model_copy(update={"excess_accelerators": 0.125})
    lines = _lines(plan_report(plan.model_copy(update={"queueing": (row, split)})))
    assert max(map(len, lines)) <= 100
    assert "At most 0.125 accelerators more than the exact formula of waiting asks for are set aside" in " ".join(lines)
    assert "Headroom so that waiting stays rare" not in "\n".join(_lines(plan_report(plan)))


def test_replicas_and_headroom_on_call_are_told_where_a_pool_holds_most(plan: Plan) -> None:
    assert "Replicas held, and headroom on call" not in "\n".join(_lines(plan_report(plan)))
    hold, pair = plan.headroom[0], plan.capacities[0]
    where = {name: getattr(pair, name) for name in ("workload", "geography", "accelerator", "site")}
    hold = hold.model_copy(update={**where, "accelerators": 24.0, "replicas": 3, "on_call": 8.0})
    less = hold.model_copy(update={"period": "2027-02", "accelerators": 16.0, "replicas": 2})
    pair = pair.model_copy(update={"accelerators_per_replica": 8, "on_call_share": 0.5})
    told = plan.model_copy(update={"headroom": (hold, less), "capacities": (pair,)})
    lines = _lines(plan_report(told))
    assert max(map(len, lines)) <= 100
    start = next(n for n, line in enumerate(lines) if line.startswith("Replicas held, and headroom on call"))
    (shown,) = (line for line in lines[start:] if "3 x 8" in line)
    assert shown.split()[-6:] == ["3", "x", "8", "24", "8", "50"]
    assert "2 x 8" not in "\n".join(lines)


def test_work_that_may_wait_is_listed_with_what_waits_most(plan: Plan) -> None:
    name = plan.service[0].workload
    service = tuple(
        row.model_copy(update={"backlog_units": 1200.0 * (row.period == plan.periods[1].period)})
        if row.workload == name
        else row
        for row in plan.service
    )
    work = Deferrable(workload=name, wait_periods=2, blocks=("night",))
    text = "\n".join(_lines(plan_report(plan.model_copy(update={"service": service, "deferrable": (work,)}))))
    (line,) = [line for line in text.splitlines() if line.startswith(name) and " 1,200 " in line]
    assert re.search(rf"{name} +2 +night +1,200 \S+ +{plan.periods[1].period}", line)
    assert "Work that may wait" not in "\n".join(_lines(plan_report(plan)))


def test_pilots_are_told_apart_and_placements_that_open_later_are_named(plan: Plan) -> None:
    rows = (
        ScopeSpend(fiscal_year=2027, kind="capex", pilots_usd=12_800.0, production_usd=1_000_000.0),
        ScopeSpend(fiscal_year=2027, kind="opex", pilots_usd=200.4, production_usd=0.0),
    )
    soon = plan.capacities[0].model_copy(update={"opens": "2027-07"})
    wary = plan.model_copy(update={"spending": rows, "capacities": (soon, *plan.capacities[1:])})
    spending = _between(_lines(plan_report(wary)), "Payments for pilot accelerators", "Cost per unit")
    assert [line.split() for line in spending[3:7] if line] == [
        ["2027", "capex", "12,800", "1,000,000"],
        ["2027", "opex", "200", "0"],
        ["total", "13,000", "1,000,000"],
    ]
    told = "\n".join(_lines(plan_explanation(wary)))
    assert "Open once the workload is validated there" in told
    assert "2027-07" in told.split("Open once")[1]
    for text in (plan_report(plan), plan_explanation(plan)):
        assert "pilot" not in "\n".join(_lines(text))


def test_runs_of_gangs_are_told_by_work_pool_and_size(plan: Plan) -> None:
    place = {"workload": "chat", "geography": "eu", "accelerator": "h100", "site": "hall", "size": 64}
    times = {"hours_per_run": 200.0, "lost_hours_per_run": 5.0, "deadline_hours": 720.0}
    starts = [("2027-03", 2, 1), ("2027-01", 6, 2)]
    rows = tuple(GangRun(**place, **times, period=month, runs=runs, at_once=n) for month, runs, n in starts)
    lines = _between(
        _lines(plan_report(plan.model_copy(update={"gangs": rows}))), "Runs on many accelerators", "Placements ruled"
    )
    row = next(line for line in lines if line.startswith("chat@eu"))
    assert row.split()[-9:] == ["64", "8", "2", "2027-01", "2027-03", "200.0", "720.0", "2.5", "%"]
    assert _amounts(lines)[-1] == 8
    assert not any(line.startswith("Runs on many") for line in _lines(plan_report(plan)))
