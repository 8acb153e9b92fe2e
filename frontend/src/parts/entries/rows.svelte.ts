/** Turns an entry of any kind with a date into a row of a list. */
import type { Dated } from '../../store';
import type { EntryRow } from './EntryRows.svelte';
import { rowOf } from './check-in';
import { journalRow } from './journal';
import { ownLabels } from '../sensations/own-labels.svelte';
import { people } from '../people/people.svelte';
import { practiceRow } from './practice';
import { repairRow } from './repair';

/** Call during a component's initialisation: rows use the present names of people and sensations. */
export function rows(): (entry: Dated) => EntryRow {
  const own = ownLabels();
  const someone = people();
  return (entry) => {
    switch (entry.kind) {
      case 'check-ins': return rowOf(entry, own.value);
      case 'practices': return practiceRow(entry);
      case 'repairs': return repairRow(entry, someone.value);
      case 'journal': return journalRow(entry);
    }
  };
}
