/** Local dates and hours for thousands of instants at once; `Intl` formatters would take twenty times as long. */
import { offsetMinutes } from './felt';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
const weekly = new Map<string, number>();

/** Minutes east of UTC at the start of the week with this number (since 1970). */
function offsetOfWeek(week: number, zone: string): number {
  const key = `${zone} ${week}`;
  const found = weekly.get(key) ?? offsetMinutes(new Date(week * WEEK), zone);
  weekly.set(key, found);
  return found;
}

/** No zone changes its clock twice within a week, so few instants need a formatter. */
function offsetAt(time: number, zone: string): number {
  const week = Math.floor(time / WEEK);
  const offset = offsetOfWeek(week, zone);
  return offset === offsetOfWeek(week + 1, zone) ? offset : offsetMinutes(new Date(time), zone);
}

/** The local date and hour of a stored instant; in UTC if this phone doesn't know the zone. */
export function wallAt(at: string, zone: string): { date: string; hour: number } {
  const time = Date.parse(at);
  const wall = new Date(time + safeOffsetAt(time, zone) * MINUTE).toISOString();
  return { date: wall.slice(0, 10), hour: Number(wall.slice(11, 13)) };
}

function safeOffsetAt(time: number, zone: string): number {
  try {
    return offsetAt(time, zone);
  } catch {
    return 0;
  }
}
