// <input data-mirror="n0"> … data-mirrored="n0": what is typed as a group's name stands at once wherever it is named.

function repeat(input) {
  for (const place of document.querySelectorAll(`[data-mirrored="${CSS.escape(input.dataset.mirror)}"]`)) {
    place.textContent = input.value.trim() || place.textContent;
  }
  for (const option of document.querySelectorAll(
    `select[data-groups] option[value="${CSS.escape(input.dataset.mirror)}"]`,
  )) {
    option.textContent = input.value.trim() || option.textContent;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-mirror]")) repeat(event.target);
});
