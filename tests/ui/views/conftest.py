"""Views under AppTest: the real entry script with a store of the test's own, and nobody that solves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

from data.store import Store, open_store
from models.run import Person
from ui import settings as settings_module
from ui.scenario_file import SHIPPED

ENTRY = Path(__file__).resolve().parents[3] / "ui" / "entry.py"
SHIPPED_STEMS = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
SECONDS = 30

OpenView = Callable[..., AppTest]
Configure = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def no_folder_is_left() -> Iterator[None]:
    """Removes the folder that AppTest makes on import; it would else stay until Python ends, with a warning."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Writes the settings file that the views read; called with nothing special before every test."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> None:
        path = tmp_path / "steelyard.toml"
        path.write_text(f'store_url = "sqlite:///{tmp_path / "store.sqlite"}"\n{text}', encoding="utf-8")
        settings_module.settings.cache_clear()

    write("")
    yield write
    settings_module.settings.cache_clear()


@pytest.fixture
def store(configure: Configure, tmp_path: Path) -> Iterator[Store]:
    """The store that the views use."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def me() -> Person:
    """The person of an app without sign-in."""
    return Person.local()


@pytest.fixture
def open_view(store: Store) -> OpenView:
    """Opens a view by name: `open_view("run", run=run.id)`; fails if it raised."""

    def open_one(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(ENTRY, default_timeout=SECONDS)
        app._page_hash = "" if name == "start" else calc_hash(name)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception[0].value
        return app

    return open_one
