"""Laws between offers and the horizon: what ends packs falls on the start of a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.raw import Location, Problem, rows


def ending_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Terms, exits, renewals and refresh ages inside the horizon that do not fill whole periods."""
    horizon = document.get("horizon")
    step = horizon.get("months_per_period", 1) if isinstance(horizon, Mapping) else 1
    periods = horizon.get("periods", 1) if isinstance(horizon, Mapping) else 1
    if not isinstance(step, int) or not isinstance(periods, int) or step < 1:
        return
    for loc, months, what in _lengths(document):
        if isinstance(months, int) and months % step and months < step * periods:
            yield loc, f"{what} of {months} months does not fill whole periods of {step} months"


def _lengths(document: Mapping[str, Any]) -> Iterator[tuple[Location, Any, str]]:
    for n, commitment in rows(document, "commitments"):
        yield ("commitments", n, "term_months"), commitment.get("term_months"), "a term"
    for n, offer in rows(document, "offers"):
        yield ("offers", n, "term_months"), offer.get("term_months"), "a term"
        yield ("offers", n, "refresh_months"), offer.get("refresh_months"), "a refresh"
        renewal = offer.get("renewal")
        if isinstance(renewal, Mapping):
            yield ("offers", n, "renewal", "term_months"), renewal.get("term_months"), "a renewal"
        for at, way in rows(offer, "exits"):
            yield ("offers", n, "exits", at, "after_months"), way.get("after_months"), "an exit"
