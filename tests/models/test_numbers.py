"""Prices per so many things that they read well."""

from __future__ import annotations

import pytest

from models.numbers import price_scale


@pytest.mark.parametrize(
    ("value", "thing", "scale"),
    [
        (26.2, "training runs", (1, "training run")),
        (0.1, "analysis", (1, "analysis")),
        (0.0999, "images", (1e3, "thousand images")),
        (1.2e-7, "tokens", (1e6, "million tokens")),
        (3e-8, "tokens", (1e9, "billion tokens")),
        (3e-12, "tokens", (1e9, "billion tokens")),
        (0.0, "tokens", (1, "token")),
        (-0.002, "tokens", (1e3, "thousand tokens")),
    ],
)
def test_prices_read_well(value: float, thing: str, scale: tuple[float, str]) -> None:
    assert price_scale(value, thing) == scale
