// A screen in the hall (<main data-board="address of the part that changes">): asks every ten seconds and where the next
// change is due, turns its pages, keeps its clock by the server's, and says since when it has heard nothing.
import { clockIn } from "./clock.js";

const EVERY = 10_000;
const TURN = 12_000;
const PATIENCE = 8_000;
const JITTER = 1_500; // not all screens of a hall at the same moment

const board = document.querySelector("[data-board]");
const clock = clockIn(board?.dataset.zone);
let etag = null;
let ahead = 0; // of the server's clock before this one
let heard = Date.now();
let page = 0;
let next = 0;

const now = () => Date.now() + ahead;

function say(selector, text) {
  for (const one of board.querySelectorAll(selector)) if (one.textContent !== text) one.textContent = text;
}

function tick() {
  say("[data-clock]", clock(now()));
}

function turn(step) {
  const pages = [...board.querySelectorAll("[data-page]")];
  page = pages.length ? (page + step) % pages.length : 0;
  for (const [place, one] of pages.entries()) one.toggleAttribute("data-off", place !== page);
}

async function hear(answer) {
  const date = Date.parse(answer.headers.get("Date"));
  if (date && Math.abs(date - now()) > 2_000) ahead = date - Date.now();
  if (answer.status === 200) {
    etag = answer.headers.get("ETag");
    board.querySelector("[data-part]").innerHTML = await answer.text();
    turn(0);
  }
  heard = now();
  board.querySelector("[data-lost]").hidden = true;
  say("[data-updated]", clock(heard));
}

async function ask() {
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(board.dataset.board, {
      headers,
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 404)
      location.reload(); // the address was ended: its page says so
    else if (answer.ok || answer.status === 304) await hear(answer);
    else throw new Error(answer.status);
  } catch {
    say("[data-updated]", clock(heard));
    board.querySelector("[data-lost]").hidden = false;
  }
  tick();
  clearTimeout(next);
  next = setTimeout(ask, wait());
}

function wait() {
  const due = Date.parse(board.querySelector("[data-changes]")?.dataset.changes) - now();
  const soon = due > 0 && due < EVERY ? due + 300 : EVERY;
  return soon + Math.random() * JITTER;
}

if (board) {
  setInterval(tick, 1_000);
  setInterval(turn, TURN, 1);
  for (const turned of ["online", "offline"]) addEventListener(turned, ask);
  next = setTimeout(ask, Math.random() * JITTER);
}
