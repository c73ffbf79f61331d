// The desk goes on where the network is lost: each scan is kept on the device first, then sent, until it was answered.
import { clockIn, dayIn } from "../clock.js";
import { findIn, fingerprint, scanned } from "./found.js";
import * as store from "./store.js";
import * as told from "./told.js";

const AT_ONCE = 200;
const LINES = 10;
const AGAIN_MILLISECONDS = 10_000;
const FRESH_MILLISECONDS = 60_000;

const root = document.getElementById("desk-device");
const form = document.querySelector("form[data-scan]");
const words = root.dataset;
const field = form.elements.typed;
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
const [clock, dayOf] = [clockIn(words.zone), dayIn(words.zone)];

let roster = { event: words.event, people: [], csrf: form.elements.csrf_token.value, at: 0, until: 0 };
let lostAt = 0;
let order = 0;
let sending = null;

// --- what is kept

async function device() {
  const known = await store.get("device", "name");
  if (known) return known.value;
  const made = newMark();
  await store.put("device", { key: "name", value: made });
  return made;
}

function newMark() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function waiting() {
  const rows = await store.all("queue");
  return rows.filter((one) => one.event === words.event).sort((one, other) => one.order - other.order);
}

async function keep(what) {
  const at = Date.now();
  order = Math.max(order + 1, at * 1000);
  await store.put("queue", { mark: newMark(), event: words.event, at, order, ...what });
  await show();
}

// --- what is sent

function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  const sum = { n: 0, in: 0, again: 0, out: 0 };
  for (let rows = await waiting(); rows.length; rows = await waiting()) {
    const answers = await post(rows.slice(0, AT_ONCE));
    if (!answers) break;
    note(answers, rows, sum);
    await store.remove(
      "queue",
      answers.map((one) => one.mark),
    );
  }
  if (sum.n) part("said").textContent = fill(words.sent, sum);
  await show();
}

function note(answers, rows, sum) {
  const sent = new Map(rows.map((one) => [one.mark, one.at]));
  for (const one of answers) {
    sum.n += 1;
    sum[one.outcome in sum ? one.outcome : "out"] += 1;
  }
  const fresh = answers.map(({ mark, ...one }) => ({ ...one, scannedAt: sent.get(mark) }));
  told.note(words.event, fresh.reverse());
}

async function post(rows, isSecond = false) {
  const body = new FormData();
  body.set("csrf_token", roster.csrf);
  body.set("device", await device());
  body.set("clock", Date.now());
  body.set("scans", JSON.stringify(rows.map(({ mark, at, code, person }) => ({ mark, at, code, person }))));
  let answer;
  try {
    answer = await fetch(words.send, { method: "POST", body });
  } catch {
    lose();
    return null;
  }
  find();
  if (answer.ok && !answer.redirected) return (await answer.json()).scans;
  if (answer.status === 400 && !isSecond && (await refresh())) return post(rows, true);
  part("said").textContent = fill(words.kept, { why: answer.redirected ? words.signedOut : String(answer.status) });
  return null;
}

async function refresh() {
  try {
    const answer = await fetch(words.roster);
    if (answer.redirected) await store.clear("roster");
    if (answer.redirected || answer.status === 403 || answer.status === 404) await dropRoster();
    if (!answer.ok || answer.redirected) return false;
    const { lasts, ...fresh } = await answer.json();
    roster = { event: words.event, at: Date.now(), until: Date.now() + lasts, ...fresh };
    if (document.documentElement.dataset.leaving) return false;
    if (lasts > 0) await store.put("roster", roster);
    else await dropRoster();
    find();
    return true;
  } catch {
    lose();
    return false;
  }
}

async function dropRoster() {
  roster = { ...roster, people: [], at: 0 };
  await store.remove("roster", [words.event]);
}

// --- what is shown

function lose() {
  lostAt ||= Date.now();
  show();
}

function find() {
  lostAt = 0;
}

async function show() {
  const [rows, answered] = [await waiting(), told.read(words.event)];
  root.hidden = !lostAt && !rows.length && !answered.length && !part("said").textContent;
  part("notice").hidden = !lostAt;
  part("title").textContent = fill(words.since, { time: clock(lostAt || Date.now()) });
  part("count").textContent = fill(words.waiting, { n: rows.length });
  part("as-of").textContent = roster.at ? fill(words.asOf, { time: clock(roster.at) }) : "";
  root.dataset.count = rows.length;
  part("clear").hidden = !answered.length;
  part("lines").replaceChildren(...(await linesOf(rows)), ...answered.map(lineOfTold));
}

async function linesOf(rows) {
  const seen = new Set();
  const lines = [];
  for (const one of rows) {
    const what = one.code || one.person;
    lines.unshift(line(clock(one.at), await nameOf(one), seen.has(what) ? words.twice : words.queued));
    seen.add(what);
  }
  return lines.slice(0, LINES);
}

function lineOfTold(one) {
  return line(
    clock(one.scannedAt),
    one.name || words.stranger,
    fill(words[one.outcome], { time: one.at }),
    one.url,
    one.outcome !== "in",
  );
}

function line(time, name, state, url = "", below = false) {
  const row = document.createElement("li");
  const [when, who, how] = ["time", "span", "span"].map((tag) => document.createElement(tag));
  when.textContent = time;
  who.append(url ? Object.assign(document.createElement("a"), { href: url, textContent: name }) : name);
  how.textContent = state;
  how.className = below ? "q-sub" : "q-small";
  row.append(when, who, how);
  return row;
}

async function nameOf(scan) {
  const mark = scan.code ? await fingerprint(scan.code) : "";
  const found = roster.people.find((one) => (mark ? one.code === mark : one.id === scan.person));
  return found ? `${found.name} · ${found.firm}` : words.stranger;
}

function showFound(people) {
  const rows = people.map((one) => {
    const row = document.createElement("li");
    row.className = "q-pair q-pair-plain";
    const text = document.createElement("div");
    text.textContent = `${one.name} · ${one.firm}`;
    const aside = document.createElement("aside");
    const act = Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn btn-primary btn-sm",
    });
    act.disabled = Boolean(one.here) && dayOf(one.here) === dayOf(Date.now()); // the list may be of yesterday
    act.textContent = act.disabled ? words.here : words.checkIn;
    act.addEventListener("click", async () => {
      part("found").replaceChildren();
      field.focus();
      await keep({ person: one.id });
      await send();
    });
    aside.append(act);
    row.append(text, aside);
    return row;
  });
  root.hidden = false;
  part("found").replaceChildren(...rows);
  part("said").textContent = rows.length ? "" : words.nobody;
}

// --- what is done

form.addEventListener("submit", async (event) => {
  const typed = field.value;
  const code = scanned(typed);
  if (!code && !lostAt && navigator.onLine) return; // the server finds more
  event.preventDefault();
  field.value = "";
  if (!code) {
    showFound(findIn(roster.people, typed));
    return;
  }
  await keep({ code });
  await send();
});

root.addEventListener("click", (event) => {
  if (event.target.closest('[data-act="send"]')) send();
  if (!event.target.closest('[data-act="clear"]')) return;
  told.forget();
  part("said").textContent = "";
  field.focus();
  show();
});
window.addEventListener("offline", lose);
window.addEventListener("online", async () => {
  if (await refresh()) await send();
});
setInterval(async () => {
  if (roster.until <= Date.now()) await dropRoster();
  if (lostAt || (await waiting()).length) (await waiting()).length ? await send() : await refresh();
  await show();
}, AGAIN_MILLISECONDS);
setInterval(() => !lostAt && refresh(), FRESH_MILLISECONDS);

async function begin() {
  await store.dropEnded();
  roster = { ...roster, ...(await store.get("roster", words.event)) };
  if (await refresh()) await Promise.all([send(), serve()]);
  await show();
  root.dataset.ready = "1";
}

async function serve() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(words.worker, { scope: words.scope });
  const files = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')];
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    root.dataset.kept = "1";
  };
  active.postMessage({ keep: [words.shell, ...files.map((one) => one.href || one.src)] }, [channel.port2]);
}

begin();
