/** Every text of the app and of the therapist's page, by key, in the reader's language. */
import type en from '../../backend/content/languages/en/app.json';
import { firstTexts, language, locale, otherTexts } from './language';

/** A plural form used only for millions may be missing (Spanish has one): `other` is used instead. */
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
type Leaf = string | Plural;
type Keys<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends Leaf ? Name : `${Name}.${Keys<Tree[Name]>}`;
}[keyof Tree & string];

export type MessageKey = Keys<typeof en>;
export type Values = Record<string, string | number>;

/** The texts of the first screen; the rest is added when loaded. */
const texts: Record<string, unknown> = { ...firstTexts.app };

/** Every screen but the first waits for this. Rejects if the texts aren't cached and there is no network. */
export async function moreTexts(): Promise<void> {
  Object.assign(texts, (await otherTexts()).app);
}

const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(locale);

function find(key: string): Leaf | undefined {
  let node: unknown = texts;
  for (const name of key.split('.')) node = (node as Record<string, unknown> | undefined)?.[name];
  return node as Leaf | undefined;
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value;
  });
}

/** The text of a key with its `{names}` filled in. A text with plural forms uses the form for `n`. */
export function t(key: MessageKey, values: Values = {}): string {
  const leaf = find(key);
  if (leaf === undefined) return key;
  if (typeof leaf === 'string') return fill(leaf, values);
  return fill(leaf[plurals.select(Number(values.n))] ?? leaf.other, values);
}

/** The text for a code that the server chose, or the fallback if there is none. */
export function tCode(group: string, code: string, fallback: MessageKey): string {
  const leaf = find(`${group}.${code}`);
  return typeof leaf === 'string' ? leaf : t(fallback);
}
