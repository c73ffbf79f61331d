// "Copy for WeChat": <button data-copy="id-of-a-text-field" data-done="Copied">. Says so in the button itself.

async function copy(field) {
  field.select();
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(field.value);
  } else {
    document.execCommand("copy"); // plain http in a hall, and old WeChat
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  await copy(document.getElementById(button.dataset.copy));
  const status = document.getElementById(`${button.dataset.copy}-copied`);
  if (status) status.textContent = button.dataset.done;
});
