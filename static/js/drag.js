// <table data-drag>: a meeting is dragged to another cell with mouse, pen or finger (after a short hold), or lifted with M,
// taken on by the arrows and dropped with Enter. What that would break and cost is then asked for by the form [data-drop].
// Without it the page of the meeting moves it.

const HOLD_MS = 350;
const SLACK = 6;
const EDGE = 48;
const STEP = 16;
let lifted = null;
let waiting = null;
let clicked = false;

const board = (node) => node.closest?.("table[data-drag]");
const places = (table) =>
  [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td[data-slot]")]);

function say(cell) {
  const status = document.querySelector("[data-drag-says]");
  const table = cell.parentElement.querySelector("th").textContent;
  status.textContent = status.dataset.dragSays.replace("{time}", timeOf(cell)).replace("{table}", table);
}

function timeOf(cell) {
  const rows = places(board(cell));
  const index = rows.find((row) => row.includes(cell)).indexOf(cell);
  return board(cell).querySelectorAll("thead th:not(.q-gap)")[index + 1].textContent;
}

function aim(cell) {
  if (cell === lifted.cell) return;
  lifted.cell?.classList.remove("q-drop");
  lifted.cell = cell;
  cell.classList.add("q-drop");
  say(cell);
}

function lift(link) {
  lifted = { link, cell: null };
  link.classList.add("q-lifted");
  aim(link.closest("td"));
}

function letGo() {
  lifted?.link.classList.remove("q-lifted");
  lifted?.cell?.classList.remove("q-drop");
  clearTimeout(waiting?.timer);
  lifted = waiting = null;
}

function drop() {
  const { link, cell } = lifted;
  letGo();
  if (cell === link.closest("td")) return;
  const form = document.querySelector("form[data-drop]");
  form.elements.id.value = link.dataset.meeting;
  form.elements.slot.value = cell.dataset.slot;
  form.elements.table.value = cell.parentElement.dataset.table;
  form.requestSubmit();
}

function scrollAlong(x, y) {
  const scroller = lifted.link.closest(".q-scroll");
  const box = scroller.getBoundingClientRect();
  if (x > box.right - EDGE) scroller.scrollLeft += STEP;
  if (x < box.left + EDGE) scroller.scrollLeft -= STEP;
  if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  if (y < EDGE) window.scrollBy(0, -STEP);
}

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("a[data-meeting]");
  if (!link || !board(link) || event.button > 0 || link.classList.contains("q-cell-lock")) return;
  letGo();
  const touch = event.pointerType === "touch";
  waiting = { link, touch, x: event.clientX, y: event.clientY };
  if (touch) waiting.timer = setTimeout(() => lift(link), HOLD_MS);
});

document.addEventListener("pointermove", (event) => {
  if (waiting && !lifted) {
    const far = Math.hypot(event.clientX - waiting.x, event.clientY - waiting.y) > SLACK;
    if (far && waiting.touch) letGo();
    else if (far) lift(waiting.link);
  }
  if (!lifted || !waiting) return;
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-slot]");
  if (cell) aim(cell);
  scrollAlong(event.clientX, event.clientY);
});

document.addEventListener("pointerup", () => {
  if (lifted && waiting) {
    clicked = true;
    setTimeout(() => {
      clicked = false;
    });
    drop();
  } else letGo();
});

document.addEventListener("pointercancel", letGo);
document.addEventListener("dragstart", (event) => {
  if (board(event.target)) event.preventDefault();
});
document.addEventListener("touchmove", (event) => lifted && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => lifted && event.preventDefault());
document.addEventListener("click", (event) => clicked && event.preventDefault(), true);

function goOn(key) {
  const rows = places(board(lifted.link));
  const row = rows.findIndex((cells) => cells.includes(lifted.cell));
  const column = rows[row].indexOf(lifted.cell);
  const [down, along] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[key];
  const cell = rows[row + down]?.[column + along];
  if (!cell) return;
  aim(cell);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!lifted) {
    const link = event.target.closest?.("a[data-meeting]");
    if (event.key.toLowerCase() !== "m" || !link || !board(link) || link.classList.contains("q-cell-lock")) return;
    lift(link);
  } else if (event.key.startsWith("Arrow")) goOn(event.key);
  else if (event.key === "Enter") drop();
  else if (event.key === "Escape" || event.key === "Tab") {
    letGo();
    return;
  } else return;
  event.preventDefault();
});
