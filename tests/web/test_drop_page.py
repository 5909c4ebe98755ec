"""The drop page in a real browser: files are read there, nothing leaves, and `veilleur check` speaks."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tools import drop_page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
RECORDS = Path(__file__).parents[1] / "records"
PHONE = {"width": 360, "height": 740}
READY_MS, READ_MS = 180_000, 180_000
QUIET = [
    "--no-sandbox",  # root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KINDS = [
    "alcatel_oxe/sample.txt",
    "freepbx_cdr/sample.csv",
    "teams_csv/sample.csv",
    "operator_bill_fr/sample.csv",
    "switchvox_xml/sample.xml",
    "ovh_json/sample.json",
]


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass

    def copyfile(self, source: object, output: object) -> None:
        try:
            super().copyfile(source, output)  # type: ignore[arg-type]
        except OSError:
            self.close_connection = True  # the browser wants no more of it


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, served as any static host would."""
    folder = tmp_path_factory.mktemp("drop") / "page"
    drop_page.build(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def french(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR", viewport=PHONE)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    return []


@pytest.fixture(scope="module")
def page(french: BrowserContext, address: str, requests: list[Request]) -> Page:
    """A telephone on which the page was opened once, and all that it asked of any network."""
    page = french.new_page()
    french.on("request", lambda request: requests.append(request))
    page.goto(address)
    expect(page.locator("#state")).to_have_text("Prêt, même sans Internet.", timeout=READY_MS)
    return page


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of an office whose PBX is broken into."""
    file = tmp_path_factory.mktemp("records") / "Master.csv"
    words = ["simulate", "--out", str(file), "--kind", "office", "--attack", "A", "--days", "40"]
    subprocess.run([sys.executable, "-m", "veilleur", *words], check=True, capture_output=True)
    return file


def examine(page: Page, *files: Path) -> str:
    """Give files to the page; what it says."""
    if page.locator("#again").is_visible():
        page.locator("#again").click()
    page.locator("#files").set_input_files([str(file) for file in files])
    expect(page.locator("#result")).to_be_visible(timeout=READ_MS)
    return page.locator("#text").inner_text()


def test_a_fraud_is_found_and_said_as_the_command_says_it(page: Page, attacked: Path) -> None:
    text = examine(page, attacked)
    assert page.locator("#state").inner_text() == "Une fraude a été trouvée."
    box = page.locator("#drop").bounding_box()
    assert box is not None
    columns = str(max(40, int((box["width"] - 6) / 9.5)))
    said = subprocess.run(
        [sys.executable, "-m", "veilleur", "check", attacked.name, "--lang", "fr"],
        cwd=attacked.parent,
        env={"COLUMNS": columns, "PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert words(text) == words(said.stdout)


def words(text: str) -> list[str]:
    """What is said, without where the case lies, which is named by the minute it was kept in."""
    return re.sub(r"veilleur-cases\S*", "veilleur-cases", text).split()


def test_fifty_thousand_calls_are_read_too(page: Page, tmp_path: Path) -> None:
    """Files of this size are read by columns elsewhere, by a library that no browser has."""
    row = (
        '"","104","0199001234","out","","PJSIP/104-{n}","PJSIP/carrier-{n}","Dial","PJSIP/0199001234@carrier",'
        '"2026-03-{day:02d} {hour:02d}:{minute:02d}:00","","2026-03-{day:02d} {hour:02d}:{minute:02d}:09",'
        '9,5,"ANSWERED","DOCUMENTATION","1772{n:06d}.1",""\n'
    )
    big = tmp_path / "Master.csv"
    calls = 50_000
    with big.open("w") as out:
        for n in range(calls):
            place = {"day": 1 + n * 28 // calls, "hour": 8 + n % 10, "minute": n % 60}
            out.write(row.format(n=n, **place))
    assert "50" in examine(page, big)
    assert page.locator("#state").inner_text() == "Lecture terminée."


def test_the_case_is_saved_as_a_file_of_the_owners(page: Page, attacked: Path, tmp_path: Path) -> None:
    examine(page, attacked)
    with page.expect_download() as saved:
        page.locator("#save-cases").click()
    target = tmp_path / "case.zip"
    saved.value.save_as(target)
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(target)], capture_output=True, text=True, check=True
    )
    assert "Master.csv" in listing.stdout


@pytest.mark.parametrize("button", ["#save-dossier", "#save-circulated"])
def test_the_dossier_is_made_in_the_page(
    browser: Browser, page: Page, attacked: Path, tmp_path: Path, button: str
) -> None:
    examine(page, attacked)
    with page.expect_download(timeout=READ_MS) as saved:
        page.locator(button).click()
    expect(page.locator("#state")).to_have_text("Dossier enregistré.", timeout=READ_MS)
    folder = tmp_path / "dossier"
    with zipfile.ZipFile(saved.value.path()) as archive:
        archive.extractall(folder)
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=False)
    assert done.returncode == 0
    is_sealed = button == "#save-dossier"
    assert (folder / "raw/01-Master.csv").exists() is is_sealed
    assert len(list(folder.glob("lettres/*.docx"))) == 5
    read = browser.new_page()  # as its reader does, who never saw ours
    try:
        read.goto((folder / "dossier.html").as_uri())
        expect(read.locator("h1")).to_have_text("Dossier de preuve")
        assert "seuls relevés" in read.locator(".grade").inner_text()
        printed = read.pdf(format="A4")
        assert printed.startswith(b"%PDF")
    finally:
        read.close()


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_six_kinds_are_read(page: Page, kind: str) -> None:
    text = examine(page, RECORDS / kind)
    assert page.locator("#state").inner_text() in ("Lecture terminée.", "Une fraude a été trouvée.")
    assert "appel" in text


def test_a_file_that_is_no_record_is_a_sentence(page: Page, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40)
    examine(page, photo)
    assert page.locator("#state").inner_text() == "Ce fichier n’a pas pu être lu entièrement."
    assert "photo.jpg" in page.locator("#said").inner_text()


def test_what_a_file_holds_is_text_and_nothing_else(page: Page, tmp_path: Path) -> None:
    evil = tmp_path / "<img src=x onerror=alert(1)>.csv"
    evil.write_text("<img src=x>,<script>alert(1)</script>\n1,2\n")
    examine(page, evil)
    assert page.locator("main img, main script").count() == 0


def test_a_telephone_of_360_pixels_needs_no_sideways_scroll(page: Page, attacked: Path) -> None:
    examine(page, attacked)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_buttons_are_large_enough_for_a_thumb(page: Page, attacked: Path) -> None:
    examine(page, attacked)
    for button in page.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 48


def test_nothing_ever_went_anywhere_else(page: Page, address: str, requests: list[Request]) -> None:
    assert requests
    assert {one.method for one in requests} == {"GET"}
    assert [one.url for one in requests if not one.url.startswith((address, "blob:", "data:"))] == []


def test_without_a_network_it_works_all_the_same(page: Page, french: BrowserContext, attacked: Path) -> None:
    expect_kept(page)
    french.set_offline(True)
    try:
        page.reload()
        expect(page.locator("#state")).to_have_text("Prêt, même sans Internet.", timeout=READY_MS)
        assert "fraude" in examine(page, attacked)
    finally:
        french.set_offline(False)


def expect_kept(page: Page) -> None:
    """Wait until the browser has kept all files."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_an_english_browser_reads_english_and_can_change(
    browser: Browser, address: str, attacked: Path
) -> None:
    context = browser.new_context(locale="en-GB")
    try:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Hacked last night? Drop the call records.")
        expect(page.locator("#state")).to_have_text("Ready, even without Internet.", timeout=READY_MS)
        assert "Do this now" in examine(page, attacked) or "fraud" in page.locator("#text").inner_text()
        page.locator("#fr").click()
        expect(page.locator("#state")).to_have_text("Une fraude a été trouvée.", timeout=READ_MS)
        assert page.locator("html").get_attribute("lang") == "fr"
    finally:
        context.close()


def test_it_can_be_worked_by_keyboard_alone(page: Page, attacked: Path) -> None:
    examine(page, attacked)
    page.locator("#print").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "save"
