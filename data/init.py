"""First scenario files for newcomers: the templates of `steelyard init`."""

from __future__ import annotations

from pathlib import Path

from data.problems import suggestion

FOLDER = Path(__file__).parent / "templates"


def templates() -> dict[str, str]:
    """Names of the templates, each with the sentence that opens it; `minimal` first."""
    found = sorted(FOLDER.glob("*.yaml"), key=lambda path: (path.stem != "minimal", path.stem))
    return {path.stem: path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ") for path in found}


def write_template(name: str, target: Path) -> Path:
    """Write a template to a new file.

    Parameters
    ----------
    name : one of `templates()`.
    target : the file to write, or a folder that gets `<name>.yaml`.

    Returns
    -------
    The file written.

    Raises
    ------
    ValueError
        for an unknown name; the message lists the known ones.
    FileExistsError
        where the file is there already: nothing is overwritten.
    """
    if name not in templates():
        raise ValueError(f"there is no template {name!r}; {suggestion(name, templates())}")
    file = target / f"{name}.yaml" if target.is_dir() else target
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.write((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return file
