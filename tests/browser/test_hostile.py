"""Bad input: clear messages, no script run, no request to another host, no lost draft."""

from __future__ import annotations

import http.client
import io
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, Request, expect

from data.document import Document, Edit, Step
from models.run import Run
from tests.browser.conftest import OpenPage, StartApp
from tests.browser.guard import settle
from tests.browser.kit import ME, Back, downloaded, open_panel, turn_to
from tests.browser.server import App
from ui.editing.session import Session
from ui.scenario_file import SHIPPED
from ui.views.plan import SECTIONS

UPLOAD_MB = 1
HOSTILE = (
    "=1+1 <img src=x onerror=window.taken=1> <script>window.taken=2</script> **b** :material/home: $x^2$ "
    "[l](http://evil.example/l) ![i](http://evil.example/i.png) www.evil.example"
)
SEEN = "=1+1 <img src=x onerror=window.taken=1>"
"""How it begins, wherever it is shown."""
HUGE = 200 * 1024 * 1024
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n"


def _is_harmless(page: Page) -> None:
    settle(page)
    assert page.evaluate("window.taken") is None
    inside = page.get_by_test_id("stMain")
    for bad in ("a[href*=evil]", "img[src*=evil]", "img[src=x]", "script"):
        expect(inside.locator(bad)).to_have_count(0)


@pytest.fixture
def hostile(back: Back) -> Run:
    """A run of a scenario that has something hostile in every text."""
    document = Document.read((SHIPPED / "edge-robotics.yaml").read_text(encoding="utf-8"), "hostile.yaml")
    places = (("name",), ("workloads", 0, "name"), ("holdings", 0, "evidence", "source"))
    document.apply(Edit(tuple(Step("set", place, HOSTILE) for place in places)))
    text = document.text()
    back.store.scenarios.create(back.me, HOSTILE[:200], text)
    return back.solved(HOSTILE[:150], HOSTILE[:190], text=text)


def test_hostile_text_is_shown_as_typed_on_every_view_and_runs_nowhere(page: Page, back: Back, hostile: Run) -> None:
    open_panel(page, hostile)
    note = page.get_by_role("tabpanel").get_by_label("Note", exact=True)
    note.fill(HOSTILE)
    page.get_by_role("button", name="Save name and note").click()
    expect(page.get_by_test_id("stText").filter(has_text=SEEN)).not_to_have_count(0)
    page.get_by_role("tab", name="Comments").click()
    page.get_by_label("Comment", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Add comment").click()
    expect(page.get_by_test_id("stText").filter(has_text="www.evil.example").last).to_be_visible()
    page.get_by_role("tab", name="Approval").click()
    page.get_by_label("Note to the approval").fill(HOSTILE)
    page.get_by_text("I approve this plan as local").click()
    page.get_by_role("button", name="Approve and freeze").click()
    expect(page.get_by_text("Frozen: approved by local").first).to_be_visible()
    _is_harmless(page)
    found = back.find(hostile)
    assert (found.note, found.approval and found.approval.note) == (HOSTILE, HOSTILE)
    assert [comment.text for comment in back.store.runs.comments(back.me, hostile.id)] == [HOSTILE]
    own = back.store.scenarios.mine(back.me)[0]
    paths = ["/", f"/run?run={hostile.id}", f"/compare?runs={hostile.id}", f"/edit?scenario={own.id}&section=YAML"]
    for path in (*paths, f"/edit?scenario={own.id}&section=Holdings"):
        page.goto(path)
        _is_harmless(page)
        expect(page.get_by_text(SEEN).first).to_be_attached()
    page.goto(f"/plan?run={hostile.id}")
    for section in SECTIONS:
        turn_to(page, section)
        _is_harmless(page)
        expect(page.get_by_text(SEEN).first).to_be_attached()
    _, file = downloaded(page, page.get_by_role("button", name="Workbook (.xlsx)"))
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.fixture(scope="module")
def narrow(start_session_app: StartApp) -> App:
    """An app that takes small files only."""
    return start_session_app(f"upload_mb = {UPLOAD_MB}")


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def _choose(page: Page, file: FilePayload | str) -> None:
    page.locator('input[type="file"]').set_input_files(file)


def test_files_of_a_wrong_type_or_size_are_refused_before_they_are_sent(
    narrow: App, open_page: OpenPage, tmp_path: Path
) -> None:
    page = settle(open_page(url=narrow.url))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "upload_file" in request.url else None)
    page.get_by_role("button", name="Upload a scenario").click()
    _choose(page, _file("tool.exe", b"MZ"))
    expect(page.get_by_text("files are not allowed")).to_be_visible()
    _choose(page, _file("large.yaml", b"#" * (UPLOAD_MB * 1024 * 1024 + 1)))
    expect(page.get_by_text("File must be 1.0MB or smaller.")).to_have_count(1)
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(HUGE)
    _choose(page, str(tmp_path / "huge.yaml"))
    expect(page.get_by_text("File must be 1.0MB or smaller.")).to_have_count(2)
    page.get_by_role("button", name="Add to your scenarios").click()
    expect(page.get_by_text("Choose a scenario file: its name ends in .yaml.")).to_be_visible()
    assert not sent


def test_200_mb_are_refused_by_the_server_itself(narrow: App, open_page: OpenPage) -> None:
    """Whoever goes round the form is told so from the length alone: nothing is read."""
    page = settle(open_page(url=narrow.url))
    page.get_by_role("button", name="Upload a scenario").click()
    with page.expect_request("**/_stcore/upload_file/**") as sending:
        _choose(page, _file("small.yaml", b"name: small\n"))
    allowed: Request = sending.value
    connection = http.client.HTTPConnection("127.0.0.1", narrow.port, timeout=20)
    connection.putrequest("PUT", urlsplit(allowed.url).path)
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    token, kind = allowed.headers["x-xsrftoken"], allowed.headers["content-type"]
    for name, value in (("Cookie", cookies), ("X-Xsrftoken", token), ("Content-Type", kind)):
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(HUGE))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (413, b"File too large")
    connection.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB.encode(), "anchors such as &a are not allowed; write the value out"),
        (b"name: " + b"[" * 3000, "nested deeper than 40 levels"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "byte 0x89 is not UTF-8"),
        (b"", "the file is empty"),
        (b'tables: {demand: "../../../etc/passwd"}\n', "expected the path of a .csv or .parquet file"),
        (b"extends: https://evil.example/base.yaml\n", "there is no file"),
    ],
    ids=["alias bomb", "deep nesting", "picture", "empty", "table elsewhere", "base elsewhere"],
)
def test_a_file_that_is_no_scenario_is_refused_with_the_reason(
    page: Page, back: Back, content: bytes, message: str
) -> None:
    before = len(back.store.scenarios.mine(back.me))
    page.get_by_role("button", name="Upload a scenario").click()
    _choose(page, _file("hostile.yaml", content))
    expect(page.get_by_role("button", name="Remove hostile.yaml")).to_be_visible()
    page.get_by_role("button", name="Add to your scenarios").click()
    expect(page.get_by_role("alert").filter(has_text=message).first).to_be_visible()
    assert "root:" not in page.get_by_test_id("stMain").inner_text()
    assert len(back.store.scenarios.mine(back.me)) == before


def test_a_refused_file_leaves_the_draft_as_it_was(page: Page, back: Back) -> None:
    text = (SHIPPED / "support-inference.yaml").read_text(encoding="utf-8")
    own = back.store.scenarios.create(ME, "Support, own", text)
    Session.open(back.store, ME, own.id).edit(Edit((Step("set", ("name",), "Edited and not saved"),), "rename"))
    page.goto(f"/edit?scenario={own.id}")
    expect(page.get_by_text("1 change since version 1")).to_be_visible()
    page.get_by_role("button", name="File ...").click()
    _choose(page, _file("bomb.yaml", BOMB.encode()))
    expect(page.get_by_role("button", name="Remove bomb.yaml")).to_be_visible()
    page.get_by_role("button", name="Replace the draft").click()
    expect(page.get_by_text("The draft was not replaced.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 change since version 1")).to_be_visible()
    assert Session.open(back.store, ME, own.id).document.at(("name",)) == "Edited and not saved"
