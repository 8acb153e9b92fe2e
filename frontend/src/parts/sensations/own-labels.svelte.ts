/** The names of the person's own sensations, by id. */
import { list, type OwnSensation } from '../../store';
import type { OwnLabels } from '../entries/check-in';
import { live, type Live } from '../frame/live.svelte';

async function load(): Promise<OwnLabels> {
  const kept = await list<OwnSensation>('sensations');
  return Object.fromEntries(kept.map(({ id, data }) => [id, data.label]));
}

export const ownLabels = (): Live<OwnLabels> => live(load, {});
