// The hour and minute of a moment in the zone of an event, wherever the device is: 14:30, in French 14 h 30.

export function clockIn(zone) {
  const parts = { timeZone: zone || undefined, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const format = new Intl.DateTimeFormat("en-GB", parts);
  return (moment) => {
    const said = format.format(moment);
    if (document.documentElement.lang !== "fr") return said;
    const [hour, minute] = said.split(":");
    return `${Number(hour)}\u00a0h\u00a0${minute}`;
  };
}

// The day of a moment there, as 2026-11-28.
export function dayIn(zone) {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined, dateStyle: "short" });
  return (moment) => format.format(moment);
}
