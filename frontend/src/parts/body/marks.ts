/** The marks on the body as text, for reading and for screen readers. */
import { labelOf, places, type Side } from '../../catalogue';
import type { Spot } from '../../logic/felt-places';
import { t } from '../../messages';
import type { Sensation } from '../../store';

type Naming = (code: string) => string;
type Somewhere = Pick<Sensation, 'place' | 'side' | 'texture'>;
type Placed<One> = One & { place: Spot['place'] };

const isPlaced = <One extends Somewhere>(one: One): one is Placed<One> => one.place !== null;

/** "Shoulders", or from behind "Shoulders, at the back". The back itself needs no addition. */
export function placeName(place: Spot['place'], side: Side | null): string {
  const label = labelOf(places, place);
  const both = places.find(({ code }) => code === place)?.sides.length === 2;
  return side === 'back' && both ? t('body.behind', { place: label }) : label;
}

/** A mark without a side is drawn on the first side that shows its place. */
export const isSeenFrom = (one: Somewhere, side: Side): boolean =>
  isPlaced(one) && (one.side ?? places.find(({ code }) => code === one.place)?.sides[0]) === side;

const textureName = ({ texture }: Somewhere): string | null => texture && t(`body.${texture}`);

const joined = (...parts: (string | null)[]): string => parts.filter(Boolean).join(', ');

/** "Chest: felt"; null without a place. */
export function whereIs(one: Somewhere): string | null {
  if (!isPlaced(one)) return null;
  const [place, said] = [placeName(one.place, one.side), textureName(one)];
  return said ? t('body.placeWith', { place, said }) : place;
}

export interface Mark {
  key: string;
  place: string;
  side: Side;
  /** The sensations there, and their textures. */
  said: { code: string; texture: string | null }[];
}

/** From head to feet, the front first. */
export function marksOf(felt: readonly Sensation[]): Mark[] {
  const order = places.map(({ code }) => code as string);
  const rank = (one: Placed<Sensation>): number => order.indexOf(one.place) * 2 + (one.side === 'back' ? 1 : 0);
  const marks = new Map<string, Mark>();
  for (const one of felt.filter((one) => isPlaced(one)).sort((a, b) => rank(a) - rank(b))) {
    const key = `${one.place} ${one.side}`;
    const side = isSeenFrom(one, 'back') ? 'back' : 'front';
    const mark = marks.get(key) ?? { key, side, place: placeName(one.place, one.side), said: [] };
    mark.said.push({ code: one.code, texture: textureName(one) });
    marks.set(key, mark);
  }
  return [...marks.values()];
}

/** A place with everything felt there: "Chest", "Chest: felt", "Chest: Numbness, numb; Ease, felt". */
export function saidAt(felt: readonly Sensation[], { place, side }: Spot, label: Naming): string {
  const here = felt.filter((one) => one.place === place && (one.side ?? side) === side);
  if (here.length === 0) return labelOf(places, place);
  const alone = new Set(felt.map(({ code }) => code)).size === 1;
  const said = here.map((one) => joined(alone ? null : label(one.code), textureName(one)) || label(one.code));
  return t('body.placeWith', { place: labelOf(places, place), said: said.join('; ') });
}
