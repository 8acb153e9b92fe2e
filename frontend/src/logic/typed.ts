/** Text that was typed into a field and isn't kept yet, as its draft stores it. Pure. */

export interface Typed {
  text: string;
  /** The kept text that the field began with. */
  base: string;
  /** The screen with the field. */
  path: string;
  /** When it was last changed, in milliseconds since 1970. */
  touched: number;
}

const PREFIX = 'field.';
const prefixOf = (field: string): string => `${PREFIX}${field}|`;

/** A unique draft name, so that two windows never overwrite each other's draft of one field. */
export const newNameOf = (field: string): string =>
  prefixOf(field) + crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Recognised by the name, like an entry's draft (kinds/drafts.ts). */
export const isTyped = ({ name }: { name: string }): boolean => name.startsWith(PREFIX);

export const isOf = (field: string, { name }: { name: string }): boolean => name.startsWith(prefixOf(field));

/** The text of a field with its drafts, oldest first. A draft that began from another text is added, never put in its place. */
export function withDrafts(kept: string, drafts: Typed[]): string {
  return drafts.reduce((now, { base, text }) => {
    if (base === now) return text;
    return now.includes(text.trim()) ? now : [now, text].filter((each) => each.trim()).join('\n\n');
  }, kept);
}
