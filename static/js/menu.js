// A <details class="q-menu"> is a menu already; here it also closes on Escape, outside, and when another opens.

const OPEN = "details.q-menu[open]";

function closeAllBut(kept) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== kept) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeAllBut(event.target.closest(OPEN)));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest(OPEN);
  closeAllBut(null);
  menu?.querySelector("summary").focus();
});
