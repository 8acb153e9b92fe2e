/** The person's own sensations, and which sensations are shown. */
import { sensations } from '../../catalogue';
import { list, type Kept, type OwnSensation } from '../../store';
import { live, type Live } from '../frame/live.svelte';

export const codeOf = ({ id }: Kept<OwnSensation>): string => `own:${id}`;

/** Call during a component's initialisation. */
export const ownSensations = (): Live<Kept<OwnSensation>[]> => live(() => list<OwnSensation>('sensations'), []);

export interface Offered {
  code: string;
  label: string;
}

/** The catalogue's sensations, then the person's own; hidden ones only if they are in `held`. */
export function offered(own: Kept<OwnSensation>[], hidden: readonly string[], held: readonly string[] = []): Offered[] {
  const given = sensations.filter(({ code }) => !hidden.includes(code) || held.includes(code));
  const named = own.filter((one) => !one.data.hidden || held.includes(codeOf(one)));
  return [...given, ...named.map((one) => ({ code: codeOf(one), label: one.data.label }))];
}
