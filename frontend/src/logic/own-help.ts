/**
 * What somebody wrote down in a calm moment for when it is too much: whom to ring, what helps, words to read. Each line is a
 * row of the phone's drafts of its own, and is never sent. Pure.
 */
import { uuid7 } from './uuid7';

export const lineKinds = ['ring', 'helps', 'words'] as const;
export type LineKind = (typeof lineKinds)[number];

export interface Line {
  kind: LineKind;
  text: string;
  /** A telephone number, for `ring` only. */
  number: string;
  /** Whether it is shown while the app is locked, and therefore not sealed. */
  shown: boolean;
}

/** A line with the name of its row. */
export interface NamedLine extends Line {
  name: string;
}

const PREFIX = 'help.';

/** Names sort in the order in which the lines were begun. */
export const newLine = (kind: LineKind): NamedLine => ({ name: PREFIX + uuid7(), kind, text: '', number: '', shown: false });

/** Recognised by the name, like an entry's draft (kinds/drafts.ts). */
export const isOwnHelp = ({ name }: { name: string }): boolean => name.startsWith(PREFIX);

export const isBlank = ({ text, number }: Line): boolean => (text + number).trim() === '';

/** What the row holds; '' deletes it. */
export const textOf = ({ kind, text, number, shown }: Line): string =>
  isBlank({ kind, text, number, shown }) ? '' : JSON.stringify({ kind, text, number, shown });

export const lineIn = (text: string): Line => JSON.parse(text) as Line;

/** A stored line with the fields that a window has changed since `before`. */
export function withChanges(stored: Line, before: Line, line: Line): Line {
  const changed = (['text', 'number', 'shown'] as const).filter((field) => line[field] !== before[field]);
  return { ...stored, ...Object.fromEntries(changed.map((field) => [field, line[field]])) };
}

export const linesIn = (drafts: readonly { name: string; text: string }[]): NamedLine[] =>
  drafts.filter(isOwnHelp).map(({ name, text }) => ({ name, ...lineIn(text) })).sort((a, b) => (a.name < b.name ? -1 : 1));

/** What an export holds; anything else in it is ignored. No line is shown while locked before the person says so again. */
export const linesFrom = (found: unknown): Line[] => (Array.isArray(found) ? found.filter(isLine) : [])
  .map(({ kind, text, number }) => ({ kind, text, number, shown: false })).filter((line) => !isBlank(line));

function isLine(found: unknown): found is Line {
  const { kind, text, number } = Object(found) as Record<string, unknown>;
  return lineKinds.some((one) => one === kind) && typeof text === 'string' && typeof number === 'string';
}

export const isSame = (one: Line, other: Line): boolean =>
  one.kind === other.kind && one.text === other.text && one.number === other.number;

/** The number for a `tel:` address; '' without a digit. */
export const dialled = (number: string): string => (/\d/.test(number) ? number.replace(/[^\d+*#]/g, '') : '');
