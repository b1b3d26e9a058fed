"""The packs by name; each is made from a source by a function that gives its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

    from ui.packs.source import Asked, Source

Maker = Callable[["Source", "Asked"], Mapping[str, bytes]]
"""From a plan to files by name; SteelyardError where a pack cannot be made."""


class Pack(StrEnum):
    """What is exported."""

    RFP = "rfp"
    BOARD = "board"
    FINANCE = "finance"
    DATA = "data"
    ALL = "all"


MAKERS: Mapping[Pack, str] = {
    Pack.RFP: "ui.packs.tender",
    Pack.BOARD: "ui.packs.board",
    Pack.FINANCE: "ui.packs.finance",
    Pack.DATA: "ui.packs.data",
    Pack.ALL: "ui.packs.whole",
}
"""The module of each pack, which has a function `files`; imported when its pack is asked for."""


def about(pack: Pack) -> str:
    """What a pack is, in a sentence."""
    return str(import_module(MAKERS[pack]).__doc__).strip().partition("\n")[0]


def content_of(pack: Pack) -> tuple[type[BaseModel], ...]:
    """Kinds of content that vendors read of a pack, its module's `CONTENT`; none: it is for the buyer's people."""
    found: tuple[type[BaseModel], ...] = getattr(import_module(MAKERS[pack]), "CONTENT", ())
    return found


def takes_template(pack: Pack) -> bool:
    """Whether a pack can be made by a company's own template, its module's `TAKES_TEMPLATE`."""
    return bool(getattr(import_module(MAKERS[pack]), "TAKES_TEMPLATE", False))


def files_of(pack: Pack, source: Source, asked: Asked) -> dict[str, bytes]:
    """The files of a pack, by name."""
    maker: Maker = import_module(MAKERS[pack]).files
    return dict(maker(source, asked))
