// In the rows of a list with ticks: arrows go from row to row, Space on a firm's name ticks its row, Enter opens it.

function rowsOf(form) {
  return [...form.querySelectorAll("tbody tr")].filter((row) => row.querySelector("input[data-row]"));
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("form[data-bulk] tbody tr");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const rows = rowsOf(row.closest("form"));
    const next = rows[rows.indexOf(row) + step];
    const wanted = event.target.matches("input") ? "input[data-row]" : "th a";
    next?.querySelector(wanted)?.focus();
    event.preventDefault();
  } else if (event.key === " " && event.target.matches("a")) {
    row.querySelector("input[data-row]")?.click();
    event.preventDefault();
  }
});
