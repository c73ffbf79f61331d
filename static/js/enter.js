// <div data-enter>: Enter in one of its fields presses its first button, where a form has a row of its own for each.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  const button = event.target.closest("[data-enter]")?.querySelector("button");
  if (!button) return;
  event.preventDefault();
  button.click();
});
