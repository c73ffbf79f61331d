// <form data-bulk>: "choose all", the chosen rows tinted, and the bar that says how many. Without it the bar stays open.

const ROW = "input[data-row]";

function refresh(form) {
  const rows = [...form.querySelectorAll(ROW)];
  const chosen = rows.filter((row) => row.checked);
  for (const row of rows) {
    row.closest("tr")?.setAttribute("aria-selected", String(row.checked));
  }
  const all = form.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.checked = chosen.length > 0 && chosen.length === rows.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = count.dataset.words?.replace("#", chosen.length) ?? chosen.length;
}

function choose(form, checked) {
  for (const row of form.querySelectorAll(ROW)) row.checked = checked;
  refresh(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-all]")) choose(form, event.target.checked);
  else refresh(form);
});

document.addEventListener("reset", (event) => {
  if (event.target.matches("form[data-bulk]")) setTimeout(() => choose(event.target, false));
});

for (const form of document.querySelectorAll("form[data-bulk]")) refresh(form);
