// The keyboard of a page of requests: j and k go, a accepts, c leads to other times, d asks whether to decline, ? helps.
// A letter acts on the request that has the focus, never on one that nobody chose, and on none while a question is open.
// After an answer the next request has the focus, which also reads it out; what was done is an alert by itself.

const STORED = "request-keys";
let place = null;

const requests = () => [...document.querySelectorAll("[data-request]")];
const off = () => localStorage.getItem(STORED) === "off";

const focused = () => document.activeElement?.closest("[data-request]");

function current(all) {
  return focused() ?? all[Math.min(place ?? 0, all.length - 1)];
}

function go(all, index) {
  place = Math.max(0, Math.min(index, all.length - 1));
  all[place].focus({ preventScroll: true });
  all[place].scrollIntoView({ block: "center" });
}

function press(request, key) {
  const control = request.querySelector(`[data-key="${key}"]`);
  if (!control) {
    request.querySelector("[data-why-not]")?.focus(); // read out, where nothing would answer
    return;
  }
  control.click();
  if (key === "d") control.parentElement.querySelector("form [type=radio]").focus(); // where Enter answers, a blank chooses
}

function help() {
  const keys = document.querySelector("[data-keys]");
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function act(key, all) {
  const one = current(all);
  const index = all.indexOf(one);
  if (key === "j") go(all, place === null ? 0 : index + 1);
  else if (key === "k") go(all, index - 1);
  else if (!focused()) go(all, index);
  else {
    place = index;
    press(one, key);
  }
}

function showKeys() {
  const keys = document.querySelector("[data-keys]");
  if (!keys) return;
  keys.hidden = matchMedia("(hover: none)").matches; // a phone has none to press
  keys.querySelector("[data-keys-on]").checked = !off();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || off()) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  if (event.target.closest("details.q-menu[open] > :not(summary)")) return;
  if (!document.querySelector("[data-keys]")) return;
  if (event.key === "?") help();
  else if ("jkacd".includes(event.key) && requests().length) act(event.key, requests());
  else return;
  event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const request = event.target.closest("[data-request]");
  if (request) place = requests().indexOf(request);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) localStorage.setItem(STORED, event.target.checked ? "on" : "off");
});

document.addEventListener("htmx:after:swap", () => {
  showKeys();
  const all = requests();
  if (document.activeElement?.closest("[data-request]")) return; // somebody is at the next one already
  if (place !== null && all.length && !document.querySelector("main .q-notice-bad")) go(all, place);
});

showKeys();
