// Opens the desk's page where there is no network. What it keeps is that page, on which no name stands, and its files.

const CACHE = "qiao-desk";
const DESK = /^(\/events\/[^/]+\/desk)(?:\/|$)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => shell(request)));
  else if (["script", "style", "image"].includes(request.destination))
    event.respondWith(fetch(request).catch(() => kept(request.url)));
});

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }
}

async function kept(address) {
  return (await caches.match(address, { ignoreVary: true })) ?? Response.error();
}

async function shell(request) {
  const [, desk] = DESK.exec(new URL(request.url).pathname) ?? [];
  return desk ? kept(`${desk}/offline`) : Response.error();
}
