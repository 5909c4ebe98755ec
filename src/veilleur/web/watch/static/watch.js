"use strict";
// Keeps the parts of a page live, and says when it cannot. Everything works without this script, by loading again.
(() => {
  const STALE_MS = 14500; // looked at four times a second, so that the words change within 15 s

  const AGAIN_MS = 5000; // after a refusal; a line that broke is taken up by the browser itself

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
    let source = null, heard = performance.now(), tried = heard, isFrozen = false, spoken = "", clock = "";

    function open() {
      close();
      tried = performance.now();
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
      if ((!source || source.readyState === EventSource.CLOSED) && performance.now() - tried > AGAIN_MS) open();
    }, 250);

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

  // The slider through a night: each moment is asked of the server, the last one wanted wins.
  function slider(form) {
    const range = form.querySelector("input[type=range]"), shown = form.querySelector("#moment");
    const svg = form.querySelector("svg.night"), mark = svg && svg.querySelector(".mark-line");
    let wanted = null, isAsking = false;
    form.classList.add("scripted");
    async function ask() {
      if (isAsking) return;
      isAsking = true;
      while (wanted !== null) {
        const at = wanted;
        wanted = null;
        try {
          const reply = await fetch(form.dataset.moments + "?at=" + at);
          if (reply.ok) shown.innerHTML = await reply.text();
        } catch { /* the last moment stays */ }
        const clock = shown.querySelector("[data-clock]");
        if (clock) range.setAttribute("aria-valuetext", clock.dataset.clock);
      }
      isAsking = false;
    }
    range.addEventListener("input", () => {
      wanted = range.value;
      if (mark) {
        const { from, to, left, width } = svg.dataset;
        const x = Number(left) + (width - 2 * left) * (range.value - from) / (to - from);
        mark.setAttribute("x1", x);
        mark.setAttribute("x2", x);
      }
      ask();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  // What takes a while is asked for beside the page; it can be used meanwhile.
  async function awaited(part) {
    part.classList.add("scripted");
    try {
      do {
        const reply = await fetch(part.dataset.await);
        if (!reply.ok) throw new Error(reply.status);
        const text = await reply.text();
        if (text !== part.innerHTML) part.innerHTML = text;
        if (part.querySelector("[data-more]")) await new Promise((done) => setTimeout(done, 2000));
      } while (part.querySelector("[data-more]"));
    } catch { part.textContent = part.dataset.failed; }
  }

  // A list that is loaded again every few seconds; what cannot be loaded is said, and looks old.
  function again(root) {
    const banner = root.querySelector(".stale-banner"), list = root.querySelector("[data-list]");
    let heard = performance.now(), clock = new Date().toLocaleTimeString(document.documentElement.lang);
    async function load() {
      try {
        const reply = await fetch(root.dataset.again);
        if (reply.status === 401) location.reload();
        if (!reply.ok) throw new Error(reply.status);
        const chosen = new Set([...list.querySelectorAll("input:checked")].map((one) => one.name));
        replaced(list, await reply.text());
        for (const one of list.querySelectorAll("input")) one.checked = chosen.has(one.name);
        heard = performance.now();
        clock = new Date().toLocaleTimeString(document.documentElement.lang);
        root.classList.remove("stale");
        if (banner.textContent) banner.textContent = "";
      } catch { /* said below */ }
    }
    setInterval(load, 5000);
    setInterval(() => {
      const silent = performance.now() - heard;
      if (silent < STALE_MS || banner.textContent) return;
      root.classList.add("stale");
      banner.textContent = root.dataset.stale.replace("{seconds}", Math.round(silent / 1000) + "\u00a0s").replace("{clock}", clock);
    }, 250);
  }

  for (const root of document.querySelectorAll("[data-live]")) live(root);
  for (const root of document.querySelectorAll("[data-again]")) again(root);
  for (const part of document.querySelectorAll("[data-await]")) awaited(part);
  for (const form of document.querySelectorAll("[data-moments]")) slider(form);
})();
