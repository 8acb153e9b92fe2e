/** Whether two bodies are equal after the normalisation that the server applies to every body. */
import { isReadOnly } from '../kinds/kinds';


type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Null for everything that the server treats as absent: null, [], false, blank text, or an object of these. */
function normal(value: unknown, name = ''): Json {
  if (value === undefined || value === null || value === false) return null;
  if (typeof value === 'string') return normalText(value, name);
  if (Array.isArray(value)) return value.length ? value.map((each) => normal(each)) : null;
  if (typeof value === 'object') return normalObject(value);
  return value as number | true;
}

/** An instant has several spellings: `...03Z`, `...03.000Z`, `...03+00:00`. */
function normalText(text: string, name: string): Json {
  const instant = name.endsWith('_at') ? Date.parse(text) : NaN;
  if (!Number.isNaN(instant)) return instant;
  return text.trim() ? text : null;
}

function normalObject(value: object): Json {
  const fields = Object.entries(value)
    .filter(([name]) => !isReadOnly(name)) // a phone's copy may lack them or have old ones
    .map(([name, inner]) => [name, normal(inner, name)] as const)
    .filter(([, inner]) => inner !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length ? Object.fromEntries(fields) : null;
}

export function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}
