// What a desk's device keeps: scans that wait for the network, the list of who may come, what the device calls itself.
import { storeNamed } from "../store.js";

export const { put, get, all, clear, remove, isThere } = storeNamed("qiao-desk", {
  queue: "mark",
  roster: "event",
  device: "key",
});

// The list of people ends with the event, also on a device that has no network.
export async function dropEnded() {
  const rows = await all("roster");
  const ended = rows.filter((one) => !(one.until > Date.now()));
  await remove(
    "roster",
    ended.map((one) => one.event),
  );
}
