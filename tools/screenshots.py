"""Pictures of the page for the README: `python -m tools.screenshots`.

A demo is run with its page, and real Chromium looks at it: a telephone and a desk, light and dark. Pitfall: a
picture is of the very night of seed 1; who changes a page makes the pictures again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1080, "height": 760}
ATTACK_MS = 120_000


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "-u", "-m", "veilleur", "demo", "--lang", "fr", "--speed", "900"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as demo:
        assert demo.stdout is not None
        link = ""
        for line in demo.stdout:
            found = re.search(r"http://\S+/visit/\S+", line)
            if found:
                link = found[0]
                break
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            look(browser, link)
            browser.close()
        demo.kill()


def look(browser: Browser, link: str) -> None:
    """Open the demo's page and take the pictures."""
    context = browser.new_context(locale="fr-FR", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Regarder la nuit").click()
    expect(page.locator("#part-state .word")).to_have_text("Calme")
    take(page, "tonight-calm-phone")
    expect(page.locator("#part-state .word")).to_have_text("Attaque", timeout=ATTACK_MS)
    expect(page.locator("#part-state h1")).to_contain_text(re.compile("Perdu.*[1-9]"), timeout=ATTACK_MS)
    take(page, "tonight-attack-phone")
    page.emulate_media(color_scheme="dark")
    take(page, "tonight-attack-phone-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    take(page, "tonight-attack")
    address = link.partition("/visit/")[0]
    page.goto(f"{address}/incidents")
    page.locator(".incidents a").first.click()
    page.locator("#slide").focus()
    take(page, "incident", whole=True)
    page.goto(f"{address}/normal")
    take(page, "normal", whole=True)


def take(page: Page, name: str, *, whole: bool = False) -> None:
    """One picture."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, full_page=whole, animations="disabled", scale="css")
    with Image.open(path) as taken:  # 64 colours are all that is drawn
        taken.convert("RGB").quantize(64).save(path, optimize=True)
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
