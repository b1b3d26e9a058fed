"""The sections of a plan's page; each shows charts with their tables, then the records they come from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.plan_figures import accounting_rules
from data.plan_tables import table
from models.plan import Plan
from ui.charts.cost_by_period import cost_by_period
from ui.charts.cost_by_term import cost_by_term
from ui.charts.evidence import evidence
from ui.charts.factory_line import factory_line
from ui.charts.fleet_against_demand import fleet_against_demand
from ui.charts.fleet_mix import fleet_by_offer, fleet_mix
from ui.charts.matrix import matrix
from ui.charts.orders_timeline import orders_timeline
from ui.charts.site_power import site_power
from ui.charts.workload_against_demand import workload_against_demand
from ui.figures import grade, percent, usd
from ui.parts.figure import show
from ui.parts.tables import frame, show_frame
from ui.planview.tables import show_table

Section = Callable[[Plan], None]


def orders(plan: Plan) -> None:
    """What is ordered when, from the order over the lead time to the expiry; ports to other stacks."""
    show(orders_timeline(plan), is_table_open=True)
    if plan.ports:
        st.header("Ports of workloads to stacks", anchor=False)
        show_table(table(plan, "ports"), "Ports of workloads to stacks")


def capacity(plan: Plan) -> None:
    """Fleet over time, then against demand by pool and by workload."""
    show(fleet_mix(plan))
    show(fleet_by_offer(plan))
    pools = sorted({(row.accelerator, row.site) for row in plan.pools})
    if pools:
        chosen = st.selectbox("Pool", pools, format_func=" at ".join, key="pool")
        show(fleet_against_demand(plan, *chosen))
    workloads = sorted({row.workload for row in plan.service})
    if workloads:
        show(workload_against_demand(plan, st.selectbox("Workload", workloads, key="demand_workload")))
    if plan.misses:
        st.header("Demand not served, within the limits of the service level", anchor=False)
        show_table(table(plan, "misses"), "Demand not served")


def cost(plan: Plan) -> None:
    """Money by term and by period, and the accounting rules behind it."""
    show(cost_by_term(plan))
    show(cost_by_period(plan))
    for name, meaning in accounting_rules(plan):
        st.text(f"{name}: {meaning}.")
    if plan.due_after_horizon_usd >= 1:
        st.text(f"Signed contracts ask for {usd(plan.due_after_horizon_usd)} more after the horizon, nominal.")


def sites(plan: Plan) -> None:
    """Power used against the limit of every site."""
    show(site_power(plan))
    show_table(table(plan, "sites"), "Sites by period")


def placement(plan: Plan) -> None:
    """Which pool serves which workload, and why not the others."""
    show(matrix(plan))
    st.header("Ruled out, and why", anchor=False)
    show_table(table(plan, "removed_arcs"), "Placements ruled out with their reasons")
    st.header("Throughput at the service level", anchor=False)
    show_table(table(plan, "capacities"), "Throughput of every placement that could serve")


def line(plan: Plan) -> None:
    """The factory line of one workload, month by month."""
    workloads = sorted({row.workload for row in plan.service})
    if not workloads:
        st.info("This plan was made before service figures were part of plan.json; run it again to see them.")
        return
    workload = st.selectbox("Workload", workloads, key="line_workload")
    show(factory_line(plan, workload), is_table_open=True)


def limits(plan: Plan) -> None:
    """How close the plan comes to every limit where it is tightest."""
    binding = [use.limit for use in plan.limits if use.is_binding]
    st.text(f"{len(binding)} of {len(plan.limits)} limits bind where they are tightest.")
    show_table(table(plan, "limits"), "Limits and their use")


def assumptions(plan: Plan) -> None:
    """On what evidence the money and the throughput rest, what was assumed, what has no effect."""
    show(evidence(plan))
    shares = [(grade(name), percent(share)) for name, share in plan.evidence.capacity_by_grade.items()]
    if shares:
        st.header("Throughput rests on, share of the served accelerator-hours", anchor=False)
        show_frame(frame(("Grade of the benchmark", "Share"), shares), "Throughput by grade of benchmark")
    for title, items in (
        ("Catalog prices that the scenario replaced", plan.evidence.replaced),
        ("Planned as level load, without headroom", plan.level_loads),
        ("Inputs without effect on this plan", plan.unused_inputs),
    ):
        st.header(title, anchor=False)
        st.text("\n".join(items) or "None.")


def proof(plan: Plan) -> None:
    """Bound, gap, audit, and with what the plan was computed."""
    st.text(
        f"The plan costs {usd(plan.objective_usd)} discounted; no plan can cost less than {usd(plan.bound_usd)}. "
        f"The gap is {percent(plan.gap)} of the {usd(plan.decidable_usd)} that decisions change."
    )
    origin = plan.provenance
    facts = {
        "Scenario hash (SHA-256)": origin.scenario_hash,
        "Plan hash (SHA-256)": origin.content_hash,
        "Made": origin.created or "unknown",
        **{f"Version of {name}": version for name, version in origin.versions.items()},
        **{f"Option {name}": str(value) for name, value in origin.options.items()},
        **{f"Time of {stage} [s]": f"{seconds:,.1f}" for stage, seconds in origin.seconds.items()},
    }
    show_frame(frame(("What", "Value"), facts.items()), "Provenance of the plan")
    st.text("\n".join(plan.audit.failures))
    st.caption("`steelyard verify PLAN` audits the downloaded plan.json again, on any machine.")
