// A button names the time that is ticked in its form; without a script it says "this time".

function nameTime(form) {
  const button = form?.querySelector("[data-names-time]");
  const time = form?.querySelector(".q-slot input:checked")?.parentElement.querySelector("b")?.textContent;
  if (button && time) button.textContent = button.dataset.namesTime.replace("{time}", time);
}

const nameAll = () => {
  for (const button of document.querySelectorAll("[data-names-time]")) nameTime(button.form);
};

nameAll();
document.addEventListener("change", (event) => nameTime(event.target.form));
document.addEventListener("htmx:after:swap", nameAll);
