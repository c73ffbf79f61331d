// A bar of places that is wider than its window begins where one is, with what stands beside it on both sides.

for (const here of document.querySelectorAll(".q-nav [aria-current]")) {
  const bar = here.closest("ul");
  const [place, shown] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += (place.left + place.right - shown.left - shown.right) / 2;
}
