// <form data-unsaved>: the browser asks before it leaves a form that was changed and not sent, also by another form. One
// that comes back in a swap is as changed as the one that was sent.

const changed = new Set();
let sent = false;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-unsaved]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => {
  sent = changed.delete(event.target) || event.submitter?.name === "remove";
});

document.addEventListener("htmx:after:swap", (event) => {
  if (sent && event.target.matches?.("form[data-unsaved]")) changed.add(event.target);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
