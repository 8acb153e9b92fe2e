/** When something was felt: the instant, its time zone, and the local date and time there. */

/** The instant in UTC, in whole seconds: `2026-11-22T09:14:03Z`. */
export function instant(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

/** UTC if the browser can't tell: it may then say `Etc/Unknown`, which is no zone (UTS 35). */
export function zoneHere(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return !timeZone || timeZone === 'Etc/Unknown' ? 'Etc/UTC' : timeZone;
}

/** `felt_at` and `zone` of a new check-in. */
export function feltNow(now: Date, zone: string = zoneHere()): { felt_at: string; zone: string } {
  return { felt_at: instant(now), zone };
}

/** The zone, or UTC if this phone doesn't know it: a newer phone or a file may name a newer zone. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Cached for each zone: making a formatter takes longer than a hundred uses of it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: knownZone(zone), hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
    minute: '2-digit', second: '2-digit',
  });
  clocks.set(zone, made);
  return made;
}

function wallClock(at: Date, zone: string): Record<string, string> {
  return Object.fromEntries(clockOf(zone).formatToParts(at).map((part) => [part.type, part.value]));
}

/** The local date there, `2026-11-22`. */
export function localDate(at: Date, zone: string = zoneHere()): string {
  const { year, month, day } = wallClock(at, zone);
  return `${year}-${month}-${day}`;
}

/** The local time there, `09:14`. */
export function localTime(at: Date, zone: string = zoneHere()): string {
  const { hour, minute } = wallClock(at, zone);
  return `${hour}:${minute}`;
}

/** The zone's offset at that instant, in minutes east of UTC. */
export function offsetMinutes(at: Date, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60000);
}

/** An `Etc/GMT` zone, which every tz database knows, with the nearest whole-hour offset. POSIX signs are inverted. */
export function fixedZone(at: Date, zone: string): string {
  const hours = Math.round(offsetMinutes(at, zone) / 60);
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
