"use strict";
// Keeps the parts of a page live, and says when it cannot. Everything works without this script, by loading again.
(() => {
  const STALE_MS = 15000;

  // What is replaced must not take the focus away from who is about to press a button.
  function replaced(part, html) {
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const key = (one) => [one.tagName, one.getAttribute("formaction"), one.getAttribute("href"), one.value].join(" ");
    part.innerHTML = html;
    if (!focused) return;
    const again = [...part.querySelectorAll("a, button, input, summary")].find((one) => key(one) === key(focused));
    if (again) again.focus({ preventScroll: true });
  }

  function live(root) {
    const banner = root.querySelector(".stale-banner");
    const tools = root.querySelector(".live-tools");
    const freeze = root.querySelector("[data-freeze]");
    const hold = freeze ? freeze.textContent : "";
    let source = null, heard = performance.now(), isFrozen = false, spoken = "", clock = "";

    function open() {
      close();
      source = new EventSource(root.dataset.live);
      source.onmessage = (event) => {
        const { now, parts } = JSON.parse(event.data);
        heard = performance.now();
        clock = new Date(now * 1000).toLocaleTimeString(document.documentElement.lang);
        root.classList.remove("stale");
        if (!isFrozen) say("");
        for (const [name, html] of Object.entries(parts)) {
          const part = document.getElementById("part-" + name);
          if (part) replaced(part, html);
        }
      };
      source.addEventListener("over", () => location.reload());
    }
    function close() { if (source) source.close(); source = null; }
    function say(text) { if (text !== spoken) { banner.textContent = text; spoken = text; } }

    setInterval(() => {
      if (isFrozen) return;
      const silent = performance.now() - heard;
      if (silent < STALE_MS) return;
      root.classList.add("stale");
      // Said once, not every second: a reader of screens would speak without an end.
      if (!spoken) say(root.dataset.stale.replace("{seconds}", Math.round(silent / 1000) + "\u00a0s").replace("{clock}", clock));
      if (!source || source.readyState === EventSource.CLOSED) open();
    }, 1000);

    if (freeze) {
      tools.hidden = false;
      freeze.addEventListener("click", () => {
        isFrozen = !isFrozen;
        root.classList.toggle("frozen", isFrozen);
        freeze.setAttribute("aria-pressed", String(isFrozen));
        freeze.textContent = isFrozen ? freeze.dataset.go : hold;
        say(isFrozen ? root.dataset.frozen : "");
        if (isFrozen) { close(); } else { heard = performance.now(); open(); }
      });
    }
    addEventListener("pagehide", close);
    addEventListener("pageshow", (event) => { if (event.persisted && !isFrozen) open(); });
    clock = new Date().toLocaleTimeString(document.documentElement.lang);
    open();
  }

  for (const root of document.querySelectorAll("[data-live]")) live(root);
})();
