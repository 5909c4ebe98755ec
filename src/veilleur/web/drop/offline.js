// Keeps the page for use without Internet: all its files at the first visit, a new version when files.json changes.

async function keep() {
  const { version, files } = await (await fetch("files.json", { cache: "no-store" })).json();
  const kept = await caches.open(version);
  await kept.addAll(files);
  for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept || fetch(event.request)));
});
