/** Validates a body against the API's schemas, which `make types` extracts into bodies.json. */
import { excessLength } from '../logic/length';

export interface Schema {
  type?: string;
  nullable?: boolean;
  enum?: readonly unknown[];
  format?: string;
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  /** No two items may be equal in all of these fields. */
  'x-unique-by'?: readonly string[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  /** At least one of these fields must have content. */
  'x-at-least-one'?: readonly string[];
  /** Exactly one of these fields isn't null. */
  'x-exactly-one'?: readonly string[];
}

type Fields = Record<string, unknown>;

const WRONG = '';
const unless = (fits: boolean): string | null => (fits ? null : WRONG);

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The path of the first invalid part as a JSON Pointer, '' for the value itself; null if it is valid. */
export function faultIn(schema: Schema, value: unknown): string | null {
  if (value === null && schema.nullable) return null;
  if (schema.enum) return unless(schema.enum.includes(value));
  switch (schema.type) {
    case 'boolean': return unless(typeof value === 'boolean');
    case 'integer': return unless(Number.isInteger(value) && isWithin(value as number, schema));
    case 'string': return unless(typeof value === 'string' && isText(value, schema));
    case 'array': return Array.isArray(value) ? faultInList(schema, value) : WRONG;
    case 'object': return isObject(value) ? faultInObject(schema, value) : WRONG;
    default: return WRONG;
  }
}

const isWithin = (value: number, { minimum = -Infinity, maximum = Infinity }: Schema): boolean =>
  value >= minimum && value <= maximum;

const isText = (value: string, { maxLength = Infinity, pattern, format }: Schema): boolean =>
  excessLength(value, maxLength) === 0
  && (pattern === undefined || expression(pattern).test(value))
  && (format === undefined || FORMATS[format]!(value));

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern);
  expressions.set(pattern, known);
  return known;
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`); // 2 March for 30 February
  const year = at.getUTCFullYear(); // NaN for a 45th
  return year >= 1900 && year < 3000 && at.toISOString().startsWith(value);
}

/** RFC 3339, 5.6. */
const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const FORMATS: Record<string, (value: string) => boolean> = {
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  date: isDay,
  'date-time': (value) => INSTANT.test(value) && isDay(value.slice(0, 10)),
};

export const isId = (value: unknown): boolean => typeof value === 'string' && FORMATS.uuid!(value);

function faultInList(schema: Schema, list: unknown[]): string | null {
  if (list.length < (schema.minItems ?? 0) || list.length > (schema.maxItems ?? Infinity)) return WRONG;
  const seen = new Set<string>();
  for (const [place, one] of list.entries()) {
    const fault = faultIn(schema.items!, one);
    if (fault !== null) return `/${place}${fault}`;
    const mark = markOf(schema, one);
    if (mark !== null && seen.has(mark)) return `/${place}`;
    if (mark !== null) seen.add(mark);
  }
  return null;
}

/** What no two items of a list may share; null if they may be equal. */
function markOf(schema: Schema, one: unknown): string | null {
  const names = schema['x-unique-by'];
  if (names) return JSON.stringify(names.map((name) => (one as Fields)[name] ?? null));
  return schema.uniqueItems ? JSON.stringify(one) : null;
}

function faultInObject(schema: Schema, value: Fields): string | null {
  const known = schema.properties!;
  const unknownField = Object.keys(value).find((name) => !Object.hasOwn(known, name));
  if (unknownField !== undefined) return `/${unknownField}`;
  for (const [name, inner] of Object.entries(known)) {
    const isThere = Object.hasOwn(value, name) && value[name] !== undefined;
    const fault = isThere ? faultIn(inner, value[name]) : unless(!schema.required?.includes(name));
    if (fault !== null) return `/${name}${fault}`;
  }
  return faultOfWhole(schema, value);
}

function faultOfWhole({ 'x-at-least-one': some, 'x-exactly-one': one }: Schema, value: Fields): string | null {
  if (some && !some.some((name) => hasContent(value[name]))) return WRONG;
  if (one && one.filter((name) => (value[name] ?? null) !== null).length !== 1) return `/${one[0]}`;
  return null;
}

function hasContent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.values(value).some(hasContent) : typeof value === 'string' && value.trim() !== '';
}
