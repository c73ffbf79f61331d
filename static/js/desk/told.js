// What became of the scans that were sent. What a clerk must look at (who was in already, who was not let in) stays until
// it is cleared, also when another page was opened meanwhile; of those that simply came in the last are enough.

export const NAME = "qiao-desk-told";
const LAST = 10;

export function read(event) {
  const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
  return kept.event === event ? kept.rows : [];
}

export function note(event, fresh) {
  const rows = [...fresh, ...read(event)];
  const came = rows.filter((one) => one.outcome === "in").slice(0, LAST);
  const kept = [...rows.filter((one) => one.outcome !== "in"), ...came];
  sessionStorage.setItem(NAME, JSON.stringify({ event, rows: kept }));
}

export const forget = () => sessionStorage.removeItem(NAME);
