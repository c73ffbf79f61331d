// A phone in the hall: its agenda, the partners of the day and private notes stay readable where the network is lost; what is
// tapped and noted then waits on the device.
import { clockIn } from "../clock.js";
import { all, keep, send } from "./queue.js";

const AGAIN_MILLISECONDS = 10_000;
const root = document.getElementById("phone-device");
const words = root.dataset;
const page = document.documentElement;
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
const clock = clockIn(words.zone);
const madeAt = new Date(page.dataset.kept || Date.now());
let isLost = Boolean(page.dataset.kept);

async function show() {
  for (const one of page.dataset.kept ? document.querySelectorAll("[data-ends]") : [])
    one.hidden = Date.parse(one.dataset.ends) <= Date.now(); // what was next on a kept page is over by now
  const waiting = (await all("queue")).length;
  part("notice").hidden = !isLost && !waiting;
  part("title").textContent = isLost ? fill(words.asOf, { time: clock(madeAt) }) : words.sending;
  part("count").textContent = waiting ? fill(words.waiting, { n: waiting }) : "";
  root.dataset.count = waiting;
}

const formOf = (row) => [...document.querySelectorAll("form[data-waits]")].find((one) => one.action === row.url);

function say(form, text) {
  const place = form?.querySelector('[data-part="said"]');
  if (place) place.textContent = text;
}

function goTo(address) {
  const to = new URL(address, location.href);
  const isHere = to.pathname === location.pathname && to.search === location.search;
  location.assign(to);
  if (isHere) location.reload(); // only the anchor changed
}

function told(row, answer) {
  isLost = isLost && Boolean(page.dataset.kept);
  const form = formOf(row);
  if (!form) return;
  if (!answer.taken) say(form, words.refused);
  else if (answer.to) goTo(answer.to);
  else {
    form.elements.seen.value = answer.seen;
    const area = form.elements.note;
    const typed = row.fields.find(([name]) => name === "note")?.[1].replaceAll("\r\n", "\n");
    if (area.value === typed) area.value = answer.words;
    area.defaultValue = answer.words;
    say(form, fill(words.saved, { time: clock(Date.now()) }));
  }
}

async function sendNow() {
  const isSent = await send(told);
  if (!isSent) isLost = true;
  else if (!page.dataset.kept) isLost = false;
  await show();
  return isSent;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-waits]")) return;
  event.preventDefault();
  await keep(form, event.submitter);
  if (!(await sendNow()) && document.contains(form)) wait(form, event.submitter);
});

function wait(form, submitter) {
  say(form, words.waits);
  if (form.dataset.waits !== "tap") return;
  for (const one of form.querySelectorAll("button[name]"))
    one.setAttribute("aria-pressed", one === submitter ? "true" : "false");
}

async function back() {
  if (await sendNow()) await refresh();
}

// A kept page gives way to the page itself as soon as it can be had, unless somebody is writing.
async function refresh() {
  const isWriting = [...document.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);
  if (!page.dataset.kept || isWriting) return;
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer) location.reload();
}

window.addEventListener("offline", () => {
  isLost = true;
  show();
});
window.addEventListener("online", back);
setInterval(async () => {
  if (isLost || (await all("queue")).length) await back();
}, AGAIN_MILLISECONDS);

async function begin() {
  if ((await all("queue")).length) await sendNow();
  await show();
  if (!page.dataset.kept && words.pages) await serve();
  root.dataset.ready = "1";
}

async function serve() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(words.worker, { scope: words.scope });
  const files = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')];
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    part("kept").textContent = fill(words.onPhone, { time: clock(Date.now()) });
    root.dataset.kept = "1";
  };
  const asked = {
    pages: JSON.parse(words.pages),
    files: files.map((one) => one.href || one.src),
    owner: page.dataset.owner,
  };
  active.postMessage(asked, [channel.port2]);
}

begin();
