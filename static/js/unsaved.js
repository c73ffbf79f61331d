// <form data-unsaved>: the browser asks before it leaves a form that was changed and not sent.

let changed = null;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-unsaved]");
  if (form) changed = form;
});

document.addEventListener("submit", () => {
  changed = null;
});

window.addEventListener("beforeunload", (event) => {
  if (changed?.isConnected) event.preventDefault();
});
