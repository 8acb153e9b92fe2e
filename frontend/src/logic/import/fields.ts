/** What a field holds where it is as it should be. Each answers where it isn't, as a path from itself on, or null. */
import { beyond } from '../length';

export type Check = (value: unknown) => string | null;

const unless = (fits: boolean): string | null => (fits ? null : '');

/** Absent and null are the same. */
export const optional = (check: Check): Check => (value) => (value === undefined || value === null ? null : check(value));

export const anything: Check = () => null;
export const flag: Check = (value) => unless(typeof value === 'boolean');
export const oneOf = (codes: readonly string[]): Check => (value) => unless(codes.includes(value as string));
export const like = (form: RegExp): Check => (value) => unless(typeof value === 'string' && form.test(value));

export const wholeNumber = (least: number, most: number): Check => (value) =>
  unless(Number.isInteger(value) && (value as number) >= least && (value as number) <= most);

/** Blank words are no words, wherever there may be none. */
export const words = (most: number): Check => (value) =>
  unless(typeof value === 'string' && beyond(value, most) === 0 && !value.includes('\0'));

export const name = (most: number): Check => (value) =>
  words(most)(value) ?? unless((value as string).trim() !== '');

export const id = like(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const wallTime = like(/^([01]\d|2[0-3]):[0-5]\d$/);
/** That the server knows it, the server says: an older phone knows fewer. */
export const zone = like(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/);

export const day: Check = (value) => {
  if (like(/^\d{4}-\d\d-\d\d$/)(value) !== null) return '';
  const at = new Date(`${String(value)}T00:00:00Z`); // of the 30th of February, the 2nd of March
  const year = at.getUTCFullYear(); // not a number for the 45th
  return unless(year >= 1900 && year < 3000 && at.toISOString().startsWith(String(value)));
};

/** RFC 3339, 5.6. */
export const instant: Check = (value) =>
  like(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/)(value)
  ?? day(String(value).slice(0, 10));

/** `same`: what no two of them may share. */
export function listOf(check: Check, most: number, same: (one: never) => string): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return '';
    const seen = new Set<string>();
    for (const [place, one] of value.entries()) {
      const wrong = check(one);
      if (wrong !== null) return `/${place}${wrong}`;
      const mark = same(one as never);
      if (seen.has(mark)) return `/${place}`;
      seen.add(mark);
    }
    return null;
  };
}

export const codesOf = (codes: readonly string[]): Check => listOf(oneOf(codes), codes.length, (code: string) => code);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its fields and no others. */
export function fields(known: Record<string, Check>): Check {
  return (value) => {
    if (!isObject(value)) return '';
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(known, name));
    if (stranger !== undefined) return `/${stranger}`;
    for (const [name, check] of Object.entries(known)) {
      const wrong = check(Object.hasOwn(value, name) ? value[name] : undefined);
      if (wrong !== null) return `/${name}${wrong}`;
    }
    return null;
  };
}
