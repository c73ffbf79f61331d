// Who is meant by what was typed, from the list that the device keeps.

const CODE = /(?:^|\/b\/)([1-9][0-9]{0,17}-[a-z2-7]{32})(?:[?#].*)?$/;
const MOST = 12;

const plain = (text) => text.normalize("NFKC").trim().toLowerCase();

const folded = (text) => plain(text).normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ");

export const scanned = (text) => CODE.exec(plain(text))?.[1] ?? "";

export async function fingerprint(code) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...bytes.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function findIn(people, typed) {
  const wanted = folded(typed);
  if (!wanted) return [];
  const digits = wanted.replaceAll(" ", "");
  if (/^\d{4}$/.test(digits)) return people.filter((one) => one.end === digits).slice(0, MOST);
  const joined = wanted.replaceAll(" ", "");
  const fits = (one) => `${one.key}\n${folded(one.name)}`.includes(wanted) || one.key.includes(joined);
  return people.filter(fits).slice(0, MOST);
}
