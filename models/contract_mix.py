"""Limits on the mix of contracts: what part of what is ordered may, or must, be of certain modes and terms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from models.base import Id, Model, Share
from models.offer import Offer
from models.vocabulary import FIRM_MODES, FirmMode

MixMeasure = Literal["accelerators", "value"]
"""What a mix is a share of."""
MixSpan = Literal["fiscal_year", "horizon"]
"""The time that a limit on the mix is on."""


class ContractMix(Model):
    """A limit on what part of all that is ordered is of certain modes and terms; today's fleet and rent do not count.

    `{modes: [lease], among: [lease], max_term_months: 12, min_share: 0.5}`: at least half of what is newly leased is
    leased for a year at most.
    """

    id: Id
    modes: tuple[FirmMode, ...] = ()
    """Modes of the part; empty: any of those that count."""
    min_term_months: int | None = Field(default=None, ge=1, le=1200)
    """Shortest term of the part [months]; bought units have no term, and are not of a part that has one."""
    max_term_months: int | None = Field(default=None, ge=1, le=1200)
    """Longest term of the part [months]; likewise."""
    among: tuple[FirmMode, ...] = ()
    """Modes that count at all, in the part and in the whole; empty: buy, lease and reserve."""
    measure: MixMeasure = "accelerators"
    """What it is a share of: `accelerators` ordered, or the `value` of contracts: all that an order binds its buyer to
    pay in USD, upfront and for its whole term, past the horizon included."""
    per: MixSpan = "horizon"
    """Whether it is on all orders placed in every `fiscal_year` (the part of it inside the horizon) or over the
    `horizon`."""
    min_share: Share | None = None
    """At least so much is of the part, where anything is ordered [share]."""
    max_share: Share | None = None
    """At most so much is of the part [share]."""

    @property
    def has_term(self) -> bool:
        """Whether the part is of certain terms."""
        return self.min_term_months is not None or self.max_term_months is not None

    def counts(self, offer: Offer) -> bool:
        """Whether orders of an offer count at all."""
        return offer.mode in (self.among or FIRM_MODES)

    def is_of_part(self, offer: Offer) -> bool:
        """Whether an order of an offer that counts is of the part."""
        if self.modes and offer.mode not in self.modes:
            return False
        if not self.has_term:
            return True
        shortest, longest = self.min_term_months or 0, self.max_term_months or 10**9
        return offer.mode != "buy" and shortest <= (offer.term_months or 0) <= longest

    @model_validator(mode="after")
    def _limits_a_part(self) -> ContractMix:
        if self.min_share is None and self.max_share is None:
            raise ValueError("give `min_share`, `max_share` or both")
        if not self.modes and not self.has_term:
            raise ValueError("say what the part is: `modes`, `min_term_months`, `max_term_months` or several of them")
        return self

    @model_validator(mode="after")
    def _leaves_room(self) -> ContractMix:
        for low, high in (("min_share", "max_share"), ("min_term_months", "max_term_months")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise ValueError(f"`{low}` ({least}) must not exceed `{high}` ({most})")
        strange = [mode for mode in self.modes if self.among and mode not in self.among]
        if strange:
            raise ValueError(f"`among` leaves out {strange[0]!r}, which is one of `modes`")
        return self


def mix_words(rule: ContractMix) -> str:
    """What a limit on the mix is a share of: `lease of at most 12 months among lease`."""
    modes = " and ".join(rule.modes) or "contracts"
    low, high = rule.min_term_months, rule.max_term_months
    bounds = [f"{word} {months}" for word, months in (("at least", low), ("at most", high)) if months is not None]
    term = f" of {' and '.join(bounds)} month{'s' * ((high or low) != 1)}" if bounds else ""
    among = f" among {' and '.join(rule.among)}" if rule.among else " among all orders"
    return f"{modes}{term}{among}{' by value' if rule.measure == 'value' else ''}"
