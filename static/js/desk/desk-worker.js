// Opens pages where there is no network: the desk's, on which no name stands, and what a phone in the hall has kept for
// the reader who is signed in, who is told when that was.

const DESKS = "qiao-desk";
const PHONES = "qiao-phone";
const OWNER = "/owner";
const DESK = /^(\/events\/[^/]+\/desk)(?:\/|$)/;
const FRESH_MILLISECONDS = 5 * 60_000;
const PATIENCE_MILLISECONDS = 5_000;
const AT = "X-Kept-At";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const asked = event.data ?? {};
  const told = () => event.ports[0]?.postMessage("kept");
  if (Array.isArray(asked.keep)) event.waitUntil(keep(asked.keep).then(told));
  if (Array.isArray(asked.pages)) event.waitUntil(keepPages(asked).then(told));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(opened(event));
  else if (["script", "style", "image"].includes(request.destination))
    event.respondWith(fetch(request).catch(() => kept(request.url)));
});

async function keep(addresses) {
  const cache = await caches.open(DESKS);
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

// --- pages of a phone

const bare = (address) => address.replace(/[?#].*$/, "");
const keptPage = (address) => caches.match(bare(address), { cacheName: PHONES, ignoreVary: true });

async function keepPages({ pages, files, owner }) {
  const cache = await caches.open(PHONES);
  await cache.put(OWNER, new Response(owner));
  for (const address of files) if (!(await cache.match(address))) await putIf(cache, address, await fetch(address));
  for (const path of pages) {
    const address = new URL(path, self.location).href;
    const before = await cache.match(address);
    const age = Date.now() - Date.parse(before?.headers.get(AT) ?? 0);
    if (age < FRESH_MILLISECONDS) continue;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (answer) await putPage(cache, address, answer);
  }
}

async function putIf(cache, address, answer) {
  if (answer.ok) await cache.put(address, answer);
}

async function putPage(cache, address, answer) {
  if (!answer.ok || answer.redirected) {
    await cache.delete(address); // nothing of it is the reader's any more
    return;
  }
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(AT, new Date().toISOString());
  await cache.put(address, new Response(await answer.text(), { headers }));
}

async function opened(event) {
  const { request } = event;
  const before = await keptPage(request.url);
  const asked = fetch(request);
  if (!before) return asked.catch(() => shell(request));
  asked.then((answer) => event.waitUntil(again(request, answer.clone()))).catch(() => {});
  const tooLong = new Promise((_resolve, reject) => setTimeout(reject, PATIENCE_MILLISECONDS));
  return Promise.race([asked, tooLong]).catch(() => asOf(before));
}

async function again(request, answer) {
  if (answer.type === "opaqueredirect" || !(await caches.has(PHONES))) return;
  await putPage(await caches.open(PHONES), bare(request.url), answer);
}

async function asOf(before) {
  const page = await before.text();
  const told = page.replace("<html", `<html data-kept="${before.headers.get(AT)}"`);
  return new Response(told, { headers: before.headers });
}
