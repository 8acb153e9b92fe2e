/** What is felt and where: what a tap on a sensation, on its dots or on a place of the body makes of it. Pure. */
import type { Sensation } from '../store';

export type Side = 'front' | 'back';
export type Texture = 'more' | 'less';

/** One place as it is seen from one side. */
export interface Spot {
  place: NonNullable<Sensation['place']>;
  side: Side;
}

/** What a place is marked as when no sensation was chosen for it. */
export const UNSURE = 'unsure';

export const unplaced = (code: string, strength: number | null = null): Sensation => ({
  code, strength, place: null, side: null, texture: null,
});

const of = (code: string) => (one: Sensation): boolean => one.code === code;

/** A script may leave the side out; then it is seen from both. */
const isAt = (one: Sensation, { place, side }: Spot): boolean =>
  one.place === place && (one.side === null || one.side === side);

/** Each sensation once, in the order in which it was chosen. */
export const codesOf = (felt: readonly Sensation[]): string[] => [...new Set(felt.map(({ code }) => code))];

/** By code, the greatest that was said; null where none was. */
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

/** A sensation is as strong as it is said to be, wherever it is. */
export const withStrength = (felt: readonly Sensation[], code: string, strength: number | null): Sensation[] =>
  felt.map((one) => (one.code === code ? { ...one, strength } : one));

/** What was marked without a texture is simply there. */
export function textureAt(felt: readonly Sensation[], code: string, spot: Spot): Texture | null {
  const found = felt.find((one) => one.code === code && isAt(one, spot));
  return found ? (found.texture ?? 'more') : null;
}

/** Once for more there, twice for less there, a third time for neither. */
export function tapped(felt: readonly Sensation[], code: string, spot: Spot): Sensation[] {
  const texture = textureAt(felt, code, spot);
  if (texture === null) return placed(felt, code, spot);
  if (texture === 'less') return cleared(felt, code, spot);
  return felt.map((one) => (one.code === code && isAt(one, spot) ? { ...one, texture: 'less' } : one));
}

/** Its first place is the one that was missing; every other is one more. */
function placed(felt: readonly Sensation[], code: string, spot: Spot): Sensation[] {
  const strength = strengthsOf(felt)[code] ?? null;
  const mark: Sensation = { code, strength, ...spot, texture: 'more' };
  const bare = felt.findIndex((one) => one.code === code && one.place === null);
  return bare < 0 ? [...felt, mark] : felt.map((one, at) => (at === bare ? mark : one));
}

/** A sensation that was chosen stays without a place. One that has no name was no more than its place. */
function cleared(felt: readonly Sensation[], code: string, spot: Spot): Sensation[] {
  const rest = felt.filter((one) => one.code !== code || !isAt(one, spot));
  if (code === UNSURE || rest.some(of(code))) return rest;
  return felt.map((one) => (one.code === code ? unplaced(code, one.strength) : one));
}

/** Where a sensation that has no place yet is usually felt: shown as a proposal, recorded only when it is tapped. */
export const proposedPlace = (
  felt: readonly Sensation[], code: string, usual: (code: string) => Spot['place'] | null,
): Spot['place'] | null => (felt.some((one) => one.code === code && one.place === null) ? usual(code) : null);

/** In the order of the screen; what it doesn't show comes last. */
export function inOrder(felt: readonly Sensation[], codes: readonly string[]): Sensation[] {
  const rank = ({ code }: Sensation): number => (codes.includes(code) ? codes.indexOf(code) : codes.length);
  return [...felt].sort((a, b) => rank(a) - rank(b));
}
