// <input data-picker="id">: what is found as one types can be reached from the field. Arrows go from one to the next, the
// letters stay; Enter presses a button that the arrow stands on; Escape leads back to the field.

function foundBy(field) {
  const list = document.getElementById(field.dataset.picker);
  return list ? [...list.querySelectorAll("[role=option]")] : [];
}

function stand(field, options, at) {
  for (const [number, option] of options.entries()) option.setAttribute("aria-selected", String(number === at));
  if (options[at]) field.setAttribute("aria-activedescendant", options[at].id);
  else field.removeAttribute("aria-activedescendant");
  options[at]?.scrollIntoView({ block: "nearest" });
}

function inField(event, field, step) {
  // What is typed is searched as it is: to send the whole form too would swap the field away under that search.
  if (event.key === "Enter" && !field.getAttribute("aria-activedescendant")) return true;
  const options = foundBy(field);
  if (!options.length) {
    if (step > 0) rowsOf(field)[0]?.focus();
    return step > 0;
  }
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && at >= 0) options[at].click();
  else if (event.key === "Escape" && at >= 0) stand(field, options, -1);
  else if (step) stand(field, options, Math.max(-1, Math.min(options.length - 1, at + step)));
  else return false;
  return true;
}

function rowsOf(field) {
  const leaves = [...document.querySelectorAll(`#${field.dataset.picker} .q-leaf`)];
  return leaves.map((leaf) => leaf.querySelector("input"));
}

function inRows(event, leaf, step) {
  const field = document.querySelector(`[data-picker="${leaf.closest("[id=found]")?.id}"]`);
  if (!field) return false;
  const ticks = rowsOf(field);
  const at = ticks.findIndex((tick) => leaf.contains(tick)) + step;
  if (event.key === "Escape" || (step && at < 0)) field.focus();
  else if (step) ticks[at]?.focus();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const leaf = event.target.closest?.("#found .q-leaf");
  const field = event.target.closest?.("[data-picker]");
  if (field ? inField(event, field, step) : leaf && inRows(event, leaf, step)) event.preventDefault();
});

// What was found anew is spoken as open or closed, and no option is stood on yet.
document.addEventListener("htmx:after:swap", () => {
  for (const field of document.querySelectorAll("[data-picker][role=combobox]")) {
    field.setAttribute("aria-expanded", String(foundBy(field).length > 0));
    field.removeAttribute("aria-activedescendant");
  }
});
