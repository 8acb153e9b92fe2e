/** The kinds that stand on days. One that is named here is on its day, in the calendar and among what is found. */
import type { DatedBodies, DatedKind } from './types';

/** The field that says when it was. */
const MOMENTS = {
  'check-ins': 'felt_at', practices: 'practised_at', repairs: 'ruptured_at', journal: 'written_at',
} as const satisfies { [K in DatedKind]: keyof DatedBodies[K] };

export const datedKinds = Object.keys(MOMENTS) as DatedKind[];

export const isDated = (kind: string): boolean => Object.hasOwn(MOMENTS, kind);

/** When it was, as the body says; null for other kinds. */
export function instantOf(body: object): string | null {
  const said = body as Record<string, unknown>;
  const at = Object.values(MOMENTS).map((name) => said[name]).find((each) => each !== undefined && each !== null);
  return typeof at === 'string' ? at : null;
}
