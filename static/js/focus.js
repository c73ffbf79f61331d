// A refusal takes the focus, so that a screen reader begins with it: on the page and after htmx has put it there. Once:
// whoever has gone on from it to a field stays there, whatever else htmx brings in meanwhile.

const told = new WeakSet();

function focusRefusal() {
  const untold = [...document.querySelectorAll("[data-focus]")].filter((refusal) => !told.has(refusal));
  for (const refusal of untold) told.add(refusal);
  untold[0]?.focus();
}

focusRefusal();
document.addEventListener("htmx:after:swap", focusRefusal);
