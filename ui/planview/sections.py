"""The sections of a plan's page; each shows charts with their tables, then the records they come from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.plan_figures import accounting_rules
from models.bill import LimitUse
from models.plan import Plan
from ui.agreement_report import TITLE as AGREEMENTS
from ui.agreement_report import agreement_sentence
from ui.backup_report import HEADERS as BACKUP_HEADERS
from ui.backup_report import TITLE as BACKUPS
from ui.backup_report import backup_rows
from ui.carbon_report import TITLE as CARBON
from ui.carbon_report import carbon_sentence
from ui.charts.cost_by_period import cost_by_period
from ui.charts.cost_by_term import cost_by_term
from ui.charts.exposure import commitment_exposure
from ui.charts.factory_line import factory_line
from ui.charts.fleet_against_demand import fleet_against_demand
from ui.charts.fleet_mix import fleet_by_offer, fleet_mix
from ui.charts.matrix import matrix
from ui.charts.orders_timeline import orders_timeline
from ui.charts.site_power import site_power
from ui.charts.workload_against_demand import workload_against_demand
from ui.commitment_report import TITLE as COMMITMENTS
from ui.commitment_report import USED, commitment_sentence
from ui.cost_report import BOOKS_NOTE
from ui.edge_report import HEADERS as EDGE_HEADERS
from ui.edge_report import TITLE as EDGE
from ui.edge_report import edge_rows
from ui.ending_report import EXTENSIONS, RELEASES, ending_sentence
from ui.endpoint_report import TITLE as ENDPOINTS
from ui.expansion_report import TITLE as EXPANSIONS
from ui.gang_report import TITLE as GANGS
from ui.lane_report import separation_sentence
from ui.lockin_report import MIX, PORTABILITY, SHARES, due_sentence
from ui.parts.figure import show
from ui.planview.tables import show_rows, show_table
from ui.planview.units import unit_costs
from ui.queue_report import HEADERS as QUEUE_HEADERS
from ui.queue_report import TITLE as QUEUES
from ui.queue_report import queue_rows
from ui.queueing_report import TITLE, excess_sentence
from ui.quota_report import HEADERS as COUNTED_HEADERS
from ui.quota_report import TITLE as COUNTED_ON
from ui.quota_report import counted_rows
from ui.replan_report import BEGUN, FIRM, FIRM_HEADERS, change_sentences, firm_rows
from ui.replan_report import TITLE as CHANGES
from ui.replica_report import HEADERS, replica_rows
from ui.replica_report import TITLE as REPLICAS
from ui.simplicity_report import simplicity_sentences
from ui.value_report import LAUNCH_HEADERS, LAUNCHES, launch_rows
from ui.volume_report import TITLE as VOLUMES

Section = Callable[[Plan, str], None]
"""Shows a plan; the text is what the names of the files of its figures begin with."""


def orders(plan: Plan, stem: str) -> None:
    """What changes against a previous plan; what is ordered when, from the order over the lead time to the expiry;
    modules of sites; commitments, agreements; ports to stacks."""
    changes(plan)
    show(orders_timeline(plan), stem, is_table_open=True, names=plan.names)
    for sentence in simplicity_sentences(plan):
        st.text(sentence)
    if said := ending_sentence(plan):
        st.text(said)
    for name, title in ORDERED.items():
        if getattr(plan, name):
            st.header(title, anchor=False)
            show_table(plan, name, title, KNOWN.get(name, ()))
    _commitments(plan)
    if plan.ports:
        st.header("Ports of workloads to stacks", anchor=False)
        without = () if plan.engineers else ("engineer_months",)
        show_table(plan, "ports", "Ports of workloads to stacks", without)
    if plan.launches:
        st.header(LAUNCHES, anchor=False)
        show_rows(plan, LAUNCH_HEADERS, launch_rows(plan), LAUNCHES)
    if plan.engineers:
        st.header("Engineers for ports and upkeep, by quarter", anchor=False)
        show_table(plan, "engineers", "Engineers for ports and upkeep")
    for name, title in MOVING.items():
        if getattr(plan, name):
            st.header(title, anchor=False)
            show_table(plan, name, title)


def changes(plan: Plan) -> None:
    """What changes against the plan before, and what of that is firm; nothing where there is none."""
    if plan.previous is None:
        return
    st.header(CHANGES, anchor=False)
    st.text("\n".join(change_sentences(plan)))
    if plan.changes:
        show_table(plan, "changes", CHANGES, ("in_words",))  # they are said above
    if rows := firm_rows(plan):
        st.header(FIRM, anchor=False)
        show_rows(plan, FIRM_HEADERS, rows, FIRM)
    if plan.previous.begun:
        st.header(BEGUN, anchor=False)
        st.text("\n".join(plan.previous.begun))


def _commitments(plan: Plan) -> None:
    """What is signed of commitments and agreements, and how it is used."""
    if plan.commitments:
        st.header(COMMITMENTS, anchor=False)
        show_table(plan, "commitments", COMMITMENTS)
    if said := commitment_sentence(plan):
        st.header(USED, anchor=False)
        st.text(said)
        show_table(plan, "commitment_use", USED)
    if said := agreement_sentence(plan):
        st.header(AGREEMENTS, anchor=False)
        st.text(said)
        show_table(plan, "agreements", AGREEMENTS)


ORDERED = {"releases": RELEASES, "extensions": EXTENSIONS, "volumes": VOLUMES, "expansions": EXPANSIONS}
KNOWN = dict.fromkeys(("releases", "extensions"), ("accelerator", "mode", "accelerators"))
"""Columns of these tables that the orders or the offer's id say already."""
MOVING = {
    "milestones": "Milestones: to specialized silicon, or back from the cloud",
    "moves": "Moves of data to other sites",
    "double_running": "Double running before a site serves",
}


def capacity(plan: Plan, stem: str) -> None:
    """Fleet over time, then against demand by pool and by workload."""
    show(fleet_mix(plan), stem, names=plan.names)
    show(fleet_by_offer(plan), stem, names=plan.names)
    pools = sorted({(row.accelerator, row.site) for row in plan.pools})
    if pools:
        chosen = st.selectbox("Pool", pools, format_func=lambda pool: plan.names.pool(*pool), key="pool")
        show(fleet_against_demand(plan, *chosen), stem, names=plan.names)
    if plan.endpoints:
        st.header(ENDPOINTS, anchor=False)
        show_table(plan, "endpoints", ENDPOINTS)
    workloads = sorted({row.workload for row in plan.service})
    if workloads:
        work = st.selectbox("Workload", workloads, format_func=plan.names.workload, key="demand_workload")
        show(workload_against_demand(plan, work), stem, names=plan.names)
    if plan.queueing:
        st.header(TITLE, anchor=False)
        st.text(excess_sentence(plan))
        show_table(plan, "queueing", TITLE)
    if rows := replica_rows(plan):
        st.header(REPLICAS, anchor=False)
        show_rows(plan, HEADERS, rows, REPLICAS)
    if plan.queues:
        st.header(QUEUES, anchor=False)
        show_rows(plan, QUEUE_HEADERS, queue_rows(plan), QUEUES)
        st.header("Work by queue, period by period", anchor=False)
        show_table(plan, "queues", "Work by queue: asked, served, where, at what cost")
    if plan.misses:
        st.header("Demand not served, within the limits of the service level", anchor=False)
        show_table(plan, "misses", "Demand not served")
    if plan.deferrable:
        st.header("Work that may wait, and the hours in which it is done", anchor=False)
        show_table(plan, "deferrable", "Work that may wait")
    if plan.gangs:
        st.header(GANGS, anchor=False)
        st.text("Lost: the part of a run's time that checkpoints, failures and restarts take.")
        show_table(plan, "gangs", "Runs by the month in which they start")


def cost(plan: Plan, stem: str) -> None:
    """Money by term and by period, and the accounting rules behind it."""
    show(cost_by_term(plan), stem, names=plan.names)
    show(cost_by_period(plan), stem, names=plan.names)
    unit_costs(plan, stem)
    show(commitment_exposure(plan), stem, names=plan.names)
    if plan.books:
        st.header("Payments by fiscal year, as finance books them", anchor=False)
        st.text(BOOKS_NOTE)
        without = ["paid_display"] * (plan.display_currency is None)
        without += ["bucket"] * (not any(row.bucket for row in plan.books))
        show_table(plan, "books", "Payments and approvals by fiscal year, nominal", without)
    if plan.spending:
        st.header("Payments for pilot accelerators and for production", anchor=False)
        show_table(plan, "spending", "Payments by fiscal year as budgets count them, nominal")
    if apart := separation_sentence(plan):
        st.header("Lanes kept apart", anchor=False)
        st.text(apart)
    st.header("Accounting rules", anchor=False)
    for name, meaning in accounting_rules(plan):
        st.text(f"{name}: {meaning}.")
    if said := due_sentence(plan):
        st.text(said)


def sites(plan: Plan, stem: str) -> None:
    """Power used against the limit of every site; carbon, and limits on it."""
    show(site_power(plan), stem, names=plan.names)
    if rows := edge_rows(plan):
        st.header(EDGE, anchor=False)
        show_rows(plan, EDGE_HEADERS, rows, EDGE)
    if said := carbon_sentence(plan):
        st.text(said)
    if plan.carbon:
        st.header(CARBON, anchor=False)
        show_table(plan, "carbon", CARBON)
    st.header("Power, racks, floor, heat, energy and carbon of sites by period", anchor=False)
    show_table(plan, "sites", "Sites by period")


def placement(plan: Plan, stem: str) -> None:
    """Which pool serves which workload, and why not the others."""
    show(matrix(plan), stem, names=plan.names)
    st.header("Ruled out, and why", anchor=False)
    if plan.removed_arcs:
        show_table(plan, "removed_arcs", "Placements ruled out with their reasons")
    else:
        st.text("None: every accelerator at every site may serve every workload.")
    st.header("Throughput at the service level", anchor=False)
    show_table(plan, "capacities", "Throughput of every placement that could serve")
    if plan.portability:
        st.header(PORTABILITY, anchor=False)
        show_table(plan, "portability", PORTABILITY)


def line(plan: Plan, stem: str) -> None:
    """The factory line of one workload, month by month."""
    workloads = sorted({row.workload for row in plan.service})
    if not workloads:
        st.info("This plan was made before service figures were part of plan.json; run it again to see them.")
        return
    workload = st.selectbox("Workload", workloads, format_func=plan.names.workload, key="line_workload")
    show(factory_line(plan, workload), stem, is_table_open=True, names=plan.names)


def limits(plan: Plan, _stem: str) -> None:
    """How close the plan comes to every limit where it is tightest."""
    st.header("Limits where the plan comes closest to them", anchor=False)
    binding = [use.limit for use in plan.limits if use.is_binding]
    st.text(
        f"{len(binding)} of {len(plan.limits)} limits bind: they are used up where they are tightest."
        if plan.limits
        else "None: neither the scenario nor its offers limit anything that the plan uses."
    )
    uses = sorted(plan.limits, key=lambda use: (not use.is_binding, -use.closeness))
    if uses:
        show_rows(plan, LIMIT_HEADERS, map(_limit, uses), "Limits and their use")
    if plan.capacity_shares:
        st.header(SHARES, anchor=False)
        show_table(plan, "capacity_shares", SHARES)
    if plan.contract_mix:
        st.header(MIX, anchor=False)
        show_table(plan, "contract_mix", MIX)
    if plan.backups:
        st.header(BACKUPS, anchor=False)
        show_rows(plan, BACKUP_HEADERS, backup_rows(plan, plan.names), BACKUPS)
        st.header("Month by month, while something is lost", anchor=False)
        show_table(plan, "backups", "Who carries what at peaks while something is lost")
    if plan.counted_on:
        st.header(COUNTED_ON, anchor=False)
        show_rows(plan, COUNTED_HEADERS, counted_rows(plan, plan.names), COUNTED_ON)
        st.header("Month by month, under quotas", anchor=False)
        show_table(plan, "counted_on", "What is counted on of each offer at peaks")


LIMIT_HEADERS = (
    "Limit", "Used", "Allowed", "Unit", "Used [0..1]", "Is binding", "Tightest [month]",
)  # fmt: skip


def _limit(use: LimitUse) -> tuple[object, ...]:
    unit = f"{use.unit}, at least" if use.is_minimum else use.unit
    return use.limit, use.used, use.allowed, unit, use.closeness, use.is_binding, use.period or "horizon"
