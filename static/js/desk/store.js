// What a desk's device keeps: scans that wait for the network, the list of who may come, what the device calls itself.
import { storeNamed } from "../store.js";

export const { put, get, all, clear, remove, isThere } = storeNamed("qiao-desk", {
  queue: "mark",
  roster: "event",
  device: "key",
});
