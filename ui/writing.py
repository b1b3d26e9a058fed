"""Files into the folder that a command was given."""

from __future__ import annotations

from pathlib import Path

from ui.exits import Exit, SteelyardError


def write_into(folder: Path, files: dict[str, bytes], gone: str | None = None) -> None:
    """Write files into a folder, and remove one that an earlier run has left; SteelyardError when that cannot be."""
    from data.plan_io import write_files

    try:
        write_files(folder, files)
        if gone:
            (folder / gone).unlink(missing_ok=True)
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None
