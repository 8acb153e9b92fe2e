/** This phone's entries by local date. */
import { wallAt } from '../../logic/wall';
import type { Dated, DatedKind } from '../../store';
import { datedKinds, instantOf } from '../../kinds/kinds';

/** How many of each kind. */
export type OnDay = Record<DatedKind, number>;

export const nothing = (): OnDay => Object.fromEntries(datedKinds.map((kind) => [kind, 0])) as OnDay;

/** How many entries each local date has; dates without any are left out. */
export function countByDay(all: readonly Dated[]): Record<string, OnDay> {
  const counts: Record<string, OnDay> = {};
  for (const { kind, data } of all) (counts[wallAt(instantOf(data)!, data.zone).date] ??= nothing())[kind] += 1;
  return counts;
}

export const othersIn = (counts: OnDay): number =>
  datedKinds.reduce((sum, kind) => (kind === 'check-ins' ? sum : sum + counts[kind]), 0);

const MOST = 4;

/**
 * The marks for a day, at most four: at least one dot if there are check-ins, at least one ring if there is anything else.
 */
export function marksOf(counts: OnDay): { dots: number; rings: number } {
  const others = othersIn(counts);
  const dots = Math.min(counts['check-ins'], MOST - Math.min(others, 1));
  return { dots, rings: Math.min(others, MOST - dots) };
}
