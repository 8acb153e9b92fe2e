/** What derives from the table of kinds: an entry's date, its references, its texts. */
import { KINDS, READ_ONLY, SECTIONS, type Requests } from './table';

export { KINDS };

/** The kind's name in API paths. */
export type Kind = keyof typeof KINDS;

/** The kinds that have a date. */
export type DatedKind = { [K in Kind]: (typeof KINDS)[K]['moment'] extends string ? K : never }[Kind];

/** The complete body of an entry, as it is stored and sent. */
export type Whole<K extends Kind> = Required<Requests[K]>;

export type Body = Record<string, unknown>;

interface Described {
  moment: string | null;
  rank: number;
  texts: Record<string, number>;
  references: readonly { kind: Kind; at: string; prefix: string }[];
}

const TABLE: Record<string, Described> = KINDS;
const LAST = Math.max(...Object.values(TABLE).map(({ rank }) => rank));
const NONE: Described = { moment: null, rank: LAST, texts: {}, references: [] };

/** A later version may have stored kinds that this one knows nothing about. */
const described = (kind: string): Described => (Object.hasOwn(TABLE, kind) ? TABLE[kind]! : NONE);

/** Kinds that others refer to come first. */
export const allKinds = Object.keys(KINDS) as Kind[];

export const isDated = (kind: string): kind is DatedKind => described(kind).moment !== null;

export const datedKinds = allKinds.filter(isDated);

/** The kinds with a section of their own in a share. */
export type SharedKind = Extract<(typeof SECTIONS)[number], DatedKind>;

export const sharedKinds = SECTIONS.filter((section): section is SharedKind => isDated(section));

const MOMENTS = datedKinds.map((kind) => KINDS[kind].moment);

/** The instant in the body; null for kinds without a date. */
export function instantOf(body: object): string | null {
  const fields = body as Body;
  const at = MOMENTS.map((name) => fields[name]).find((each) => each !== undefined && each !== null);
  return typeof at === 'string' ? at : null;
}

/** The field that holds the instant. */
export const momentOf = (kind: string): string | null => described(kind).moment;

/** The order of sending: lower first. */
export const rankOf = (kind: string): number => described(kind).rank;

/** A reference to another entry. */
export interface Reference {
  kind: Kind;
  id: string;
  /** The field of the body that holds it. */
  field: string;
}

/** Every reference in a body. */
export function referencesOf(kind: string, body: Body): Reference[] {
  return described(kind).references.flatMap(({ kind: to, at, prefix }) =>
    valuesAt(body, at.split('/'))
      .filter((id) => typeof id === 'string' && id.startsWith(prefix))
      .map((id) => ({ kind: to, id: (id as string).slice(prefix.length), field: at.split('/')[0]! })));
}

/** The person's texts in a body. */
export const textsIn = (kind: string, body: Body): string[] =>
  Object.keys(described(kind).texts)
    .flatMap((at) => valuesAt(body, at.split('/')))
    .filter((text): text is string => typeof text === 'string');

/** The kinds that refer to this one. */
export const referringTo = (kind: string): Kind[] =>
  allKinds.filter((each) => described(each).references.some((reference) => reference.kind === kind));

/** The body without the references that `stays` rejects. */
export function withoutReferences(kind: string, body: Body, stays: (reference: Reference) => boolean): Body {
  const gone = referencesOf(kind, body).filter((reference) => !stays(reference));
  return gone.length ? { ...body, ...Object.fromEntries(gone.map(({ field }) => [field, null])) } : body;
}

function valuesAt(value: unknown, [name, ...rest]: string[]): unknown[] {
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const inner = name === '*' ? Object.values(value) : [(value as Body)[name]];
  return inner.flatMap((each) => valuesAt(each, rest));
}

/** A server's answer without the fields that the server adds. */
export const withoutReadOnly = (answer: Body): Body =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => !isReadOnly(name)));

export const isReadOnly = (name: string): boolean => (READ_ONLY as readonly string[]).includes(name);
