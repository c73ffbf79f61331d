// What was tapped or noted and waits for the network: one row a form, sent until it was answered. Sent twice it counts once.
import { storeNamed } from "../store.js";

export const PAGES = "qiao-phone";
export const { put, get, all, clear, remove, isThere } = storeNamed(PAGES, { queue: "key" });

const FINAL = [403, 404, 409, 422]; // another try would be answered the same
let sending = null;

export async function keep(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrf_token");
  const key = keyOf(form, fields);
  const before = await get("queue", key);
  // written again before it was sent: it still lies over what stood there first
  const seen = before?.fields.find(([name]) => name === "seen");
  const kept = fields.map((one) => (seen && one[0] === "seen" ? seen : one));
  await put("queue", { key, url: form.action, at: Date.now(), fields: kept });
  return key;
}

const keyOf = (form, fields) => `${form.action} ${fields.find(([name]) => name === "guest")?.[1] ?? ""}`;

export function send(told) {
  sending ??= sendAll(told).finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll(told = () => {}) {
  const rows = (await all("queue")).sort((one, other) => one.at - other.at);
  for (const row of rows) {
    const answer = await post(row);
    if (!answer) return false;
    const now = await get("queue", row.key);
    if (now?.at === row.at) await remove("queue", [row.key]); // else it was written again meanwhile
    told(row, answer);
  }
  return true;
}

async function post(row, token = tokenHere(), isSecond = false) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  body.set("csrf_token", token);
  body.set("at", row.at);
  body.set("clock", Date.now());
  let answer;
  try {
    answer = await fetch(row.url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) return { taken: true, ...(await answer.json()) };
    if (answer.status === 400 && !isSecond) return post(row, await freshToken(), true);
  } catch {
    return null;
  }
  return FINAL.includes(answer.status) ? { taken: false } : null;
}

const tokenHere = (from = document) => from.querySelector('[name="csrf_token"]')?.value ?? "";

async function freshToken() {
  const page = await fetch(location.href);
  return tokenHere(new DOMParser().parseFromString(await page.text(), "text/html"));
}

// Nothing that was kept for one reader stays for another, nor for nobody.
export async function forget() {
  if (await isThere()) await clear("queue");
  await caches?.delete(PAGES);
}
