// A refusal takes the focus, so that a screen reader begins with it: on the page and after htmx has put it there.

function focusRefusal(root) {
  root.querySelector("[data-focus]")?.focus();
}

focusRefusal(document);
document.addEventListener("htmx:after:swap", () => focusRefusal(document));
