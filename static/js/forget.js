// Whoever signs out leaves no names on the device of a desk. Scans that wait for the network hold none, and stay.
import { clear, isThere } from "./desk/store.js";

async function forget() {
  if (await isThere()) await clear("roster");
  await caches?.delete("qiao-desk");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[action$="/sign-out"]') || !("indexedDB" in window)) return;
  event.preventDefault();
  document.documentElement.dataset.leaving = "1"; // what is under way brings nothing back
  await Promise.race([forget().catch(() => {}), new Promise((done) => setTimeout(done, 2000))]);
  form.submit();
});
