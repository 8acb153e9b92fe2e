/** The present names of the person's own sensations and people. */
import type { Names } from '../../logic/patterns/count';
import { live } from '../../parts/frame/live.svelte';
import { ownLabels } from '../../parts/sensations/own-labels.svelte';
import { list } from '../../store';

interface KnownPerson {
  nickname: string;
}

async function nicknames(): Promise<Record<string, string>> {
  const kept = await list<KnownPerson>('people');
  return Object.fromEntries(kept.map(({ id, data }) => [id, data.nickname]));
}

export function ownNames(): { readonly value: Names } {
  const sensations = ownLabels();
  const people = live(nicknames, {});
  return {
    get value() {
      return { sensations: sensations.value, people: people.value };
    },
  };
}
