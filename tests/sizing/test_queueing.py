"""Erlang C for real numbers of servers: against its textbook recursion at integers, a simulation, and by hand."""

from __future__ import annotations

from itertools import product
from math import sqrt
from statistics import fmean, stdev

import ciw
import numpy as np
import pytest

from solver.sizing.queueing import servers_needed, tangent, waiting_probability

LOADS = [0.05, 0.5, 1.0, 3.0, 12.5, 80.0, 400.0, 2500.0]
WAITING = [0.2, 0.05, 0.01, 0.001]


def erlang_c(servers: int, load: float) -> float:
    """By the recursion of the loss formula, which needs whole servers."""
    loss = 1.0
    for n in range(1, servers + 1):
        loss = load * loss / (n + load * loss)
    return servers * loss / (servers - load * (1 - loss))


def test_two_servers_by_hand() -> None:
    # a = 1, n = 2: B = (1/2) / (1 + 1 + 1/2) = 1/5; C = 2 * 1/5 / (2 - 1 * 4/5) = 1/3
    assert waiting_probability(2, 1.0) == pytest.approx(1 / 3, rel=1e-12)
    assert servers_needed(1.0, 1 / 3) == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("load", LOADS)
def test_at_whole_servers_it_is_the_textbook_formula(load: float) -> None:
    for extra in (1, 2, 5, 1 + int(sqrt(load)), 1 + int(3 * sqrt(load))):
        servers = int(load) + extra
        exact = erlang_c(servers, load)
        assert waiting_probability(servers, load) == pytest.approx(exact, rel=1e-9)
        if exact > 1e-12:
            assert servers_needed(load, exact) == pytest.approx(servers, rel=1e-9)


@pytest.mark.parametrize(("load", "waiting"), list(product(LOADS, WAITING)))
def test_the_tangent_touches_at_the_design_load_and_is_never_below(load: float, waiting: float) -> None:
    line = tangent(load, waiting)
    assert line.servers(load) == pytest.approx(servers_needed(load, waiting), rel=1e-12)
    assert line.intercept > 0
    for other in np.geomspace(load / 100, load * 4, 200):
        assert line.servers(other) >= servers_needed(other, waiting) * (1 - 1e-10)


def test_dispersion_widens_the_margin_by_its_root() -> None:
    smooth, bursty = servers_needed(80.0, 0.05), servers_needed(80.0, 0.05, 4.0)
    assert bursty - 80.0 == pytest.approx(2 * (smooth - 80.0), rel=1e-12)
    assert servers_needed(80.0, 0.05, 0.0) == 80.0


def test_twenty_replicas_of_64_slots_need_little_headroom() -> None:
    # requests in service = 20 x 64 = 1280; the square-root rule with a 5 % waiting probability gives about 1.3 x 36 + 1
    assert servers_needed(1280.0, 0.05) / 64 - 20 == pytest.approx(1.0, abs=0.1)


def simulated(servers: int, load: float, seed: int, customers: int = 6000) -> tuple[float, float]:
    """Share of requests that wait in a simulation, and its standard error by batch means."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=load)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)[customers // 10 :]
    waits = [float(record.waiting_time > 0) for record in records]
    batches = [fmean(batch) for batch in np.array_split(np.array(waits), 20)]
    return fmean(batches), stdev(batches) / sqrt(len(batches))


POINTS = [(load, waiting) for load in (2.0, 5.0, 10.0, 20.0, 40.0, 60.0) for waiting in (0.4, 0.3, 0.2, 0.1, 0.05)]


@pytest.mark.parametrize(("load", "waiting"), POINTS)
def test_a_simulation_agrees(load: float, waiting: float) -> None:
    servers = round(servers_needed(load, waiting))
    share, error = simulated(servers, load, seed=round(1000 * load + 100 * waiting))
    assert abs(share - waiting_probability(servers, load)) <= 3 * error
