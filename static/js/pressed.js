// A button that is pressed while its form waits to be swapped is pressed in the form that comes: the old one would send
// what holds no longer, such as a chip that was just taken away, and its answer would find no place. A refusal is to be
// read first.

let pressed = null;

document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement: form, request } = event.detail.ctx;
  if (!form.matches("form[id].htmx-request") || !request.submitter) return;
  event.preventDefault();
  pressed = { form: form.id, name: request.submitter.name, value: request.submitter.value };
});

document.addEventListener("htmx:after:swap", (event) => {
  const form = pressed && document.getElementById(pressed.form);
  if (!form || form.matches(".htmx-request")) return;
  const { name, value } = pressed;
  pressed = null;
  if (event.detail.ctx.response.status >= 400) return;
  const button = [...form.elements].find((one) => one.type === "submit" && one.name === name && one.value === value);
  if (button && !button.disabled) form.requestSubmit(button);
});

document.addEventListener("htmx:error", () => {
  pressed = null;
});
