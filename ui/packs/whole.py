"""Every pack at once, a folder each: only what lies in `rfp` is for vendors."""

from __future__ import annotations

from ui.exits import Exit, SteelyardError
from ui.packs.register import Pack, files_of
from ui.packs.source import Asked, Source


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """The files of all other packs, each below the name of its own; a template is that of the request.

    Raises
    ------
    SteelyardError
        when it is asked for one vendor: most of it is for the buyer's own people.
    """
    if asked.vendor:
        line = f"--vendor {asked.vendor}: all packs are of the whole plan; make the request alone by --pack {Pack.RFP}"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    return {
        f"{pack}/{name}": content
        for pack in Pack
        if pack is not Pack.ALL
        for name, content in files_of(pack, source, asked if pack is Pack.RFP else Asked()).items()
    }
