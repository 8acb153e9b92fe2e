/** What is felt and where: the effect of a tap on a sensation, on its strength or on a place of the body. Pure. */
import type { Sensation } from '../store';

export type Side = 'front' | 'back';
export type Texture = 'more' | 'less';

/** A place seen from one side. */
export interface Spot {
  place: NonNullable<Sensation['place']>;
  side: Side;
}

/** The code for a place marked without a sensation. */
export const UNSURE = 'unsure';

export const unplaced = (code: string, strength: number | null = null): Sensation => ({
  code, strength, place: null, side: null, texture: null,
});

const of = (code: string) => (one: Sensation): boolean => one.code === code;

/** An entry made through the API may have no side; it then shows on both. */
const isAt = (one: Sensation, { place, side }: Spot): boolean =>
  one.place === place && (one.side === null || one.side === side);

/** Each sensation once, in the order chosen. */
export const codesOf = (felt: readonly Sensation[]): string[] => [...new Set(felt.map(({ code }) => code))];

/** The greatest strength of each code; null where none was given. */
export function strengthsOf(felt: readonly Sensation[]): Record<string, number | null> {
  const found: Record<string, number | null> = {};
  for (const { code, strength } of felt) {
    const before = found[code] ?? null;
    found[code] = before === null || strength === null ? (before ?? strength) : Math.max(before, strength);
  }
  return found;
}

export function toggled(felt: readonly Sensation[], code: string): Sensation[] {
  return felt.some(of(code)) ? felt.filter((one) => !of(code)(one)) : [...felt, unplaced(code)];
}

/** A sensation has one strength, wherever it is felt. */
export const withStrength = (felt: readonly Sensation[], code: string, strength: number | null): Sensation[] =>
  felt.map((one) => (one.code === code ? { ...one, strength } : one));

/** A mark without a texture means just "here". */
export function textureAt(felt: readonly Sensation[], code: string, spot: Spot): Texture | null {
  const found = felt.find((one) => one.code === code && isAt(one, spot));
  return found ? (found.texture ?? 'more') : null;
}

/** A tap marks the place with the chosen texture; a second one with the same texture removes the mark. */
export function tapped(felt: readonly Sensation[], code: string, spot: Spot, texture: Texture): Sensation[] {
  const now = textureAt(felt, code, spot);
  if (now === null) return placed(felt, code, spot, texture);
  if (now === texture) return cleared(felt, code, spot);
  return felt.map((one) => (one.code === code && isAt(one, spot) ? { ...one, texture } : one));
}

/** The first place fills in the missing one; every further place adds an item. */
function placed(felt: readonly Sensation[], code: string, spot: Spot, texture: Texture): Sensation[] {
  const strength = strengthsOf(felt)[code] ?? null;
  const mark: Sensation = { code, strength, ...spot, texture };
  const bare = felt.findIndex((one) => one.code === code && one.place === null);
  return bare < 0 ? [...felt, mark] : felt.map((one, at) => (at === bare ? mark : one));
}

/** A chosen sensation stays without a place. An unnamed one was only its place, so it is removed. */
function cleared(felt: readonly Sensation[], code: string, spot: Spot): Sensation[] {
  const rest = felt.filter((one) => one.code !== code || !isAt(one, spot));
  if (code === UNSURE || rest.some(of(code))) return rest;
  return felt.map((one) => (one.code === code ? unplaced(code, one.strength) : one));
}

/** The usual place of a sensation that has none yet: only suggested, and recorded when tapped. */
export const proposedPlace = (
  felt: readonly Sensation[], code: string, usual: (code: string) => Spot['place'] | null,
): Spot['place'] | null => (felt.some((one) => one.code === code && one.place === null) ? usual(code) : null);

/** In the order on the screen; anything not shown there comes last. */
export function inOrder(felt: readonly Sensation[], codes: readonly string[]): Sensation[] {
  const rank = ({ code }: Sensation): number => (codes.includes(code) ? codes.indexOf(code) : codes.length);
  return [...felt].sort((a, b) => rank(a) - rank(b));
}
