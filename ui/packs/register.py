"""The packs by name; each is made from a source by a function that gives its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.packs.source import Asked, Source

Maker = Callable[["Source", "Asked"], Mapping[str, bytes]]
"""From a plan to files by name; SteelyardError where a pack cannot be made."""


class Pack(StrEnum):
    """What is exported."""

    RFP = "rfp"
    BOARD = "board"
    PRICING = "pricing"
    FINANCE = "finance"
    DATA = "data"


MAKERS: Mapping[Pack, str] = {
    Pack.RFP: "ui.packs.rfp",
    Pack.BOARD: "ui.packs.board",
    Pack.PRICING: "ui.packs.pricing",
    Pack.FINANCE: "ui.packs.finance",
    Pack.DATA: "ui.packs.data",
}
"""The module of each pack, which has a function `files`; imported when its pack is asked for."""


def files_of(pack: Pack, source: Source, asked: Asked) -> dict[str, bytes]:
    """The files of a pack, by name."""
    maker: Maker = import_module(MAKERS[pack]).files
    return dict(maker(source, asked))
