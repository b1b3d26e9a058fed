"""What holds for the repository as a whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.schema_page import bakeoff_page, conflicts_page, levers_page, plan_page, roi_page

HOME = Path(__file__).resolve().parent.parent
SOURCES = ("models", "data", "solver", "ui")
TEXTS = {".py", ".md", ".toml", ".yaml", ".txt", ".csv", ".cfg", ""}
NOT_OURS = {"__pycache__", "out", "build", "dist"}


def _texts() -> Iterator[tuple[Path, str]]:
    for path in HOME.rglob("*"):
        inner = path.relative_to(HOME)
        aside = [part for part in inner.parts[:-1] if part in NOT_OURS or (part.startswith(".") and part != ".ci")]
        if path.is_file() and not aside and path.suffix in TEXTS and path != Path(__file__).resolve():
            yield inner, path.read_text(encoding="utf-8")


def test_no_file_names_a_package_index_or_a_place_on_one_machine() -> None:
    pattern = re.compile(r"index-url|find-links|https?://[^\s\"']+/simple\b|/home/\w+/|" + re.escape(f"{HOME}/"))
    found = [f"{path}: {match[0]}" for path, text in _texts() for match in pattern.finditer(text)]
    assert not found


def test_constraints_name_versions_only_and_cover_every_dependency() -> None:
    lines = [line for line in (HOME / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line) for line in lines)
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    extras = [project["optional-dependencies"][extra] for extra in ("app", "postgres", "dev")]
    needed = sum(extras, [*project["dependencies"], "hatchling"])
    pinned = {_normal(line.split("==")[0]) for line in lines}
    assert {_normal(re.split(r"[<>=!~\[ ]", name)[0]) for name in needed} <= pinned


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_source_files_stay_short() -> None:
    lengths = {path: text.count("\n") for path, text in _texts() if path.suffix == ".py" and path.parts[0] in SOURCES}
    assert lengths
    assert not {path: length for path, length in lengths.items() if length > 320}


def test_nothing_in_the_house_imports_the_facade() -> None:
    sources = [(path, text) for path, text in _texts() if path.suffix == ".py" and path.parts[0] in SOURCES]
    assert not [path for path, text in sources if re.search(r"^\s*(import|from) steelyard\b", text, re.MULTILINE)]


def test_ui_hides_no_other_folder() -> None:
    names = {path.stem for path in (HOME / "ui").iterdir()}
    assert not names & {"data", "models", "solver", "pages"}


def test_the_page_about_plan_json_is_current() -> None:
    assert (HOME / "docs" / "plan-json.md").read_text(encoding="utf-8") == plan_page()


def test_the_page_about_conflicts_json_is_current() -> None:
    assert (HOME / "docs" / "conflicts-json.md").read_text(encoding="utf-8") == conflicts_page()


def test_the_page_about_roi_json_is_current() -> None:
    assert (HOME / "docs" / "roi-json.md").read_text(encoding="utf-8") == roi_page()


def test_the_page_about_levers_json_is_current() -> None:
    assert (HOME / "docs" / "levers-json.md").read_text(encoding="utf-8") == levers_page()


def test_the_page_about_bakeoff_json_is_current() -> None:
    assert (HOME / "docs" / "bakeoff-json.md").read_text(encoding="utf-8") == bakeoff_page()


@pytest.mark.parametrize("script", [".ci/run", ".ci/environment", ".ci/browser"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    bash = shutil.which("bash")
    assert bash
    assert (HOME / script).stat().st_mode & 0o111
    subprocess.run([bash, "-n", str(HOME / script)], check=True)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, ui.cli\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pyomo', 'highspy', 'pydantic', 'ruamel', 'xlsxwriter', 'streamlit'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HOME)
    assert done.stdout.strip() == "[]"


def test_a_file_that_hides_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("")
    path = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(HOME)!r}]; import steelyard"
    done = subprocess.run([sys.executable, "-c", path], check=False, capture_output=True, text=True, cwd=tmp_path)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"ImportError: {tmp_path / 'models.py'} hides Steelyard's own folder 'models'")
