// A button names the time that is ticked in its form, and the card beside it says what goes with it; without a script the
// one says "this time", and another button shows the other.

function nameTime(form) {
  const button = form?.querySelector("[data-names-time]");
  const ticked = form?.querySelector(".q-slot input:checked");
  const time = ticked?.dataset.toldNamed || ticked?.parentElement.querySelector("b")?.textContent;
  if (button && time) button.textContent = button.dataset.namesTime.replace("{time}", time);
}

function tellFacts(form) {
  const ticked = form?.querySelector("[name=slot]:checked");
  if (!ticked) return;
  const told = (name) => ticked.getAttribute(`data-told-${name}`) ?? "";
  for (const place of form.querySelectorAll("[data-fact]")) place.textContent = told(place.dataset.fact);
  for (const row of form.querySelectorAll("[data-of]")) row.hidden = !told(row.dataset.of);
}

const tellOf = (form) => {
  nameTime(form);
  tellFacts(form);
};

const tellAll = () => {
  for (const told of document.querySelectorAll("[data-names-time], [data-fact=time]")) tellOf(told.closest("form"));
};

tellAll();
document.addEventListener("change", (event) => tellOf(event.target.form));
document.addEventListener("htmx:after:swap", tellAll);
