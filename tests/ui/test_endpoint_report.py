"""Managed inference in the terminal and in the plan's tables."""

from __future__ import annotations

from io import BytesIO

from python_calamine import CalamineWorkbook
from rich.console import Console

from data.export_xlsx import workbook_bytes
from data.plan_tables import table
from models.plan import Plan
from solver.answers.check import check
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT, SERVICE, offer
from tests.program.test_managed import served
from ui.backup_report import backup_rows
from ui.endpoint_report import endpoints
from ui.report import plan_report


def planned() -> Plan:
    made = make_plan(served({"name": "Model by the token", "quota_tokens_per_minute": 1000.0}), "expected", EXACT)
    assert isinstance(made, Planned)
    return made.plan


def _said(part: object) -> str:
    console = Console(width=140, force_terminal=False)
    with console.capture() as capture:
        console.print(part)
    return capture.get()


def test_tokens_quota_and_cost_are_told_by_year() -> None:
    """3,600 requests: 3.6 million tokens in, 0.36 million out, 288 USD; 40 an hour are 733 tokens a minute."""
    plan = planned()
    for part in (endpoints(plan), plan_report(plan)):
        lines = [line for line in _said(part).splitlines() if line.strip().startswith("Model by the token")]
        assert lines[0].split()[4:] == ["at", "cloud", "2027", "3.6", "0.36", "733", "0", "1,000", "288"]
    assert endpoints(plan.model_copy(update={"endpoints": ()})) is None


def test_the_table_has_a_row_for_every_month() -> None:
    found = table(planned(), "endpoints")
    assert [row[0] for row in found.rows] == ["tokens"] * 3
    assert {"busiest_block", "share_of_quota"} < set(found.headers)


def test_check_names_endpoints_by_their_own_place_in_the_file() -> None:
    given = served({"data_rights": ["train"]}, policy__carbon=[{"id": "cap", "max_kg": 1e6}])
    found = check(given)
    assert "endpoints.tokens: no workload can run on tokens at cloud" in found.unused
    assert "endpoint tokens: no quota given, so headroom may rest on it without limit and for free" in found.notes
    assert any(note.startswith("endpoint tokens: its energy is the vendor's") for note in found.notes)


def test_the_workbook_has_a_sheet_of_tokens() -> None:
    sheets = CalamineWorkbook.from_filelike(BytesIO(workbook_bytes(planned())))
    rows = sheets.get_sheet_by_name("Endpoints by month").to_python()
    assert rows[1][:3] == ["endpoint", "site", "period"]
    assert [row[0] for row in rows[2:]] == ["tokens"] * 3


def test_what_stands_in_for_a_lost_site_is_told_in_tokens() -> None:
    """A peak of 40 requests/h is kept with all its headroom, 60, while the hall is lost: 1,100 tokens a minute."""
    rule = {"id": "any-site", "lose": "site", "only": ["hall"], "keep": 1.0, "workloads": ["job"]}
    dear = {"quota_tokens_per_minute": 2000.0, "usd_per_million_input_tokens": 500.0}
    given = served(dear, **SERVICE, offers=[offer("own", "buy", upfront_usd=1.0)], policy__redundancy=[rule])
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    assert not any(row.tokens_per_minute for row in made.plan.endpoints)
    assert {row[-1] for row in backup_rows(made.plan, made.plan.names)} == {"1,100 tokens/min of tokens at cloud"}
