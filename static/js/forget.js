// Whoever signs out leaves no names on the device: neither a desk's list nor the pages of a phone in the hall, of which
// nothing is shown to another reader either. Scans that wait for the network hold no names, and stay; notes and taps
// that wait are sent first. Nor does the list of an event that is over stay, whichever page is opened.
import { clear, dropEnded, isThere } from "./desk/store.js";
import { forget as forgetTold } from "./desk/told.js";
import * as phone from "./phone/queue.js";

async function forgetDesk() {
  forgetTold();
  if (await isThere()) await clear("roster");
  await caches?.delete("qiao-desk");
}

async function forgetPhone() {
  if (!(await phone.isThere())) return;
  await Promise.race([phone.send(), new Promise((done) => setTimeout(done, 1500))]);
  await phone.forget();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[action$="/sign-out"]') || !("indexedDB" in window)) return;
  event.preventDefault();
  document.documentElement.dataset.leaving = "1"; // what is under way brings nothing back
  const gone = Promise.allSettled([forgetDesk(), forgetPhone()]);
  await Promise.race([gone, new Promise((done) => setTimeout(done, 3000))]);
  form.submit();
});

async function forgetOthers() {
  if (!(await globalThis.caches?.has(phone.PAGES))) return;
  const owner = await (await (await caches.open(phone.PAGES)).match("/owner"))?.text();
  if (owner !== (document.documentElement.dataset.owner ?? "")) await phone.forget();
}

async function forgetEnded() {
  if ("indexedDB" in window && (await isThere())) await dropEnded();
}

forgetOthers();
forgetEnded();
