/** The marks on a body in words, for those who read them and those who hear them. */
import { labelOf, places, type Side } from '../../catalogue';
import type { Spot } from '../../logic/felt-places';
import { t } from '../../messages';
import type { Sensation } from '../../store';

type Naming = (code: string) => string;
type Somewhere = Pick<Sensation, 'place' | 'side' | 'texture'>;
type Placed<One> = One & { place: Spot['place'] };

const isPlaced = <One extends Somewhere>(one: One): one is Placed<One> => one.place !== null;

/** "Shoulders", and seen from the back "Shoulders, at the back"; a back is nowhere else. */
export function placeName(place: Spot['place'], side: Side | null): string {
  const label = labelOf(places, place);
  const both = places.find(({ code }) => code === place)?.sides.length === 2;
  return side === 'back' && both ? t('body.behind', { place: label }) : label;
}

/** Without a side, it is drawn on the first from which its place can be seen. */
export const isSeenFrom = (one: Somewhere, side: Side): boolean =>
  isPlaced(one) && (one.side ?? places.find(({ code }) => code === one.place)?.sides[0]) === side;

const textureName = ({ texture }: Somewhere): string | null => texture && t(`body.${texture}`);

const joined = (...parts: (string | null)[]): string => parts.filter(Boolean).join(', ');

/** "Chest, more there"; nothing where no place was said. */
export const whereIs = (one: Somewhere): string | null =>
  isPlaced(one) ? joined(placeName(one.place, one.side), textureName(one)) : null;

export interface Mark {
  key: string;
  place: string;
  /** What is felt there, and how. */
  said: { code: string; texture: string | null }[];
}

/** Place by place, from head to feet, the front first. */
export function marksOf(felt: readonly Sensation[]): Mark[] {
  const order = places.map(({ code }) => code as string);
  const rank = (one: Placed<Sensation>): number => order.indexOf(one.place) * 2 + (one.side === 'back' ? 1 : 0);
  const marks = new Map<string, Mark>();
  for (const one of felt.filter((one) => isPlaced(one)).sort((a, b) => rank(a) - rank(b))) {
    const key = `${one.place} ${one.side}`;
    const mark = marks.get(key) ?? { key, place: placeName(one.place, one.side), said: [] };
    mark.said.push({ code: one.code, texture: textureName(one) });
    marks.set(key, mark);
  }
  return [...marks.values()];
}

/** A place with all that is felt there: "Chest", "Chest: more there", "Chest: Numbness, less there; Ease, more there". */
export function saidAt(felt: readonly Sensation[], { place, side }: Spot, label: Naming): string {
  const here = felt.filter((one) => one.place === place && (one.side ?? side) === side);
  if (here.length === 0) return labelOf(places, place);
  const alone = new Set(felt.map(({ code }) => code)).size === 1;
  const said = here.map((one) => joined(alone ? null : label(one.code), textureName(one)) || label(one.code));
  return t('body.placeWith', { place: labelOf(places, place), said: said.join('; ') });
}
