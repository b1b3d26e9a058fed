"""Sentences about figures of a plan that do not follow from its decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from solver.proof.audit.ledger import ROW_TOLERANCE

CENT = 0.01
"""Money agrees to this [USD]."""
CENT_SLACK = 1e-6
"""Floating-point slack on comparisons of money [USD]."""

DUST = 1e-12
"""Difference that is nothing but rounding, in any unit."""


class Notes:
    """Sentences about figures that disagree."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def same(self, where: str, field: str, stated: object, own: object) -> None:
        """The two values are equal."""
        if stated != own:
            self.sentences.append(f"{where}: {field} is stated as {stated!r}, the scenario gives {own!r}")

    def near(self, where: str, field: str, stated: float, own: float, slack: float) -> None:
        """The two figures agree within `slack`; `field` says their unit in brackets."""
        if not abs(stated - own) <= slack:
            off = f"off by {stated - own:.6g}"
            self.sentences.append(f"{where}: {field} is stated as {stated:.12g}, the scenario gives {own:.12g}, {off}")

    def close(self, where: str, field: str, stated: float, own: float) -> None:
        """The two quantities agree within 1e-6 of the larger of 1 and the own one."""
        self.near(where, field, stated, own, ROW_TOLERANCE * max(1.0, abs(own)))

    def usd(self, where: str, field: str, stated: float, own: float) -> None:
        """The two amounts agree to the cent."""
        self.near(where, f"{field} [USD]", stated, own, CENT + CENT_SLACK)

    def figure(self, where: str, field: str, stated: float | None, own: float | None) -> None:
        """Both are missing, or the two figures agree within 1e-6 of the own one, however small it is."""
        if stated is None or own is None:
            self.same(where, field, stated, own)
        else:
            self.near(where, field, stated, own, ROW_TOLERANCE * abs(own) + DUST)

    def once(self, table: str, keys: Iterable[object]) -> None:
        """No key is listed twice."""
        for key, count in Counter(keys).items():
            if count > 1:
                self.sentences.append(f"{table}: {key} is listed {count} times")
