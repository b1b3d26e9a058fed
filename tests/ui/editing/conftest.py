"""A small scenario with catalog records, own records and comments, and a store to keep it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.document import Document
from data.store import Saved, Store, open_store
from models.run import Person
from ui.editing.desk import Desk
from ui.editing.session import Session

TEXT = """\
# Two workloads, three offers.
name: Small
horizon: {start: 2027-01, periods: 12}
geographies: [eu-central]
sites: [aws-eu-north-1]
offers:
  - aws-eu-north-1-h200-reserve-1y        # as the catalog has it
  - {from: aws-eu-north-1-h200-on-demand, quota_packs: 30}
  - id: our-quote
    accelerator: h200-sxm
    site: aws-eu-north-1
    vendor: aws
    mode: reserve
    term_months: 12
    monthly_usd: 9000
benchmarks: [llama2-70b-chat-interactive-h200-sxm]
workloads:
  - id: chat
    class: realtime_inference
    profile: llama2-70b-chat
    service_unit: tokens/s
    demand: [{geography: eu-central, level: 9000}]
    targets: [{metric: ttft, percentile: 99, limit_ms: 600}]
    incumbent_stacks: [cuda]
  - id: mail
    class: realtime_inference
    profile: llama2-70b-chat
    service_unit: tokens/s
    demand: [{geography: eu-central, path: {2027-01: 10, 2027-06: 60}}]
    incumbent_stacks: [cuda]
cases:
  - {id: low, probability: 0.5, demand: [{workload: chat, scale: 0.5}]}
  - {id: high, probability: 0.5}
"""


@pytest.fixture
def document() -> Document:
    """The scenario, without problems."""
    return Document.read(TEXT)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def saved(store: Store) -> Saved:
    """The scenario, saved by the local person."""
    return store.scenarios.create(Person.local(), "Small", TEXT)


@pytest.fixture
def session(store: Store, saved: Saved) -> Session:
    """The scenario opened in one window."""
    return Session.open(store, Person.local(), saved.id)


@pytest.fixture
def desk(session: Session) -> Desk:
    """The editor of that window."""
    return Desk(session)
