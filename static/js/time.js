// <input data-time>: 930, 9.30, 9h30 and 9：30 become 09:30 when the field is left. What is no time stays as typed.

const TIME = /^\s*(\d{1,2})\s*[:：.,hH时點点]?\s*(\d{2})?\s*[分mM]?\s*$/;

export function tidy(typed) {
  const found = TIME.exec(typed);
  if (!found) return typed;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hours > 23 || minutes > 59) return typed;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

document.addEventListener("focusout", (event) => {
  if (event.target.matches("input[data-time]")) event.target.value = tidy(event.target.value);
});
