// <form data-down>: Enter or the arrow down goes to the field below, the arrow up to the one above; from the last field
// on to the button with data-last. Without it Enter shows what the lines say.

const FIELD = "input:not([type=hidden]):not([readonly])";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-down]");
  if (!form || event.isComposing || !event.target.matches(FIELD)) return;
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll(FIELD)];
  const next = fields[fields.indexOf(event.target) + step] ?? (step > 0 ? form.querySelector("[data-last]") : null);
  next?.focus();
  if (next?.matches("input")) next.select();
});
