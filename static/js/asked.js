// <div data-only-if="q3" data-only-values="yes bus">: a question that is asked only where another is answered so.
// Without it every question stands, with the sentence that says when it is meant.

function holds(form, part) {
  const wanted = part.dataset.onlyValues.split(" ");
  const fields = form.querySelectorAll(`[name="${CSS.escape(part.dataset.onlyIf)}"]`);
  return [...fields].some((field) => {
    if (field.closest("[data-only-if][hidden]")) return false;
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked && wanted.includes(field.value === "y" ? "yes" : field.value);
    }
    return wanted.includes(field.value);
  });
}

function refresh(form) {
  for (const part of form.querySelectorAll("[data-only-if]")) {
    part.hidden = !holds(form, part);
    const said = part.querySelector("[data-condition]");
    if (said) said.hidden = true;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-asked]");
  if (form) refresh(form);
});

for (const form of document.querySelectorAll("form[data-asked]")) refresh(form);
