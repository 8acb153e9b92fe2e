/** Turns an entry of any kind with a date into a row of a list that shows what a reader needs without opening it. */
import { labelOf } from '../../catalogue';
import { moments } from '../../catalogue-more';
import type { Dated, Kept, Person } from '../../store';
import type { EntryRow } from './EntryRows.svelte';
import { rowOf, wordsOf, type OwnLabels } from './check-in';
import { journalRow } from './journal';
import { ownLabels } from '../sensations/own-labels.svelte';
import { nicknameOf, people } from '../people/people.svelte';
import { practiceRow } from './practice';
import { repairRow } from './repair';

/** With the moment, the person, and the first words unless they are the row's text already. */
function checkInRow(entry: Kept, own: OwnLabels, everybody: Kept<Person>[]): EntryRow {
  const { moment, person, sensations } = entry.data;
  const about = [moment && labelOf(moments, moment), person && nicknameOf(everybody, person)].filter((it) => it !== null);
  return {
    ...rowOf(entry, own),
    note: about.join(' · ') || undefined,
    words: sensations.length > 0 ? wordsOf(entry.data) : undefined,
  };
}

/** Call during a component's initialisation: rows use the present names of people and sensations. */
export function rows(): (entry: Dated) => EntryRow {
  const own = ownLabels();
  const everybody = people();
  return (entry) => {
    switch (entry.kind) {
      case 'check-ins': return checkInRow(entry, own.value, everybody.value);
      case 'practices': return practiceRow(entry, everybody.value);
      case 'repairs': return repairRow(entry, everybody.value);
      case 'journal': return journalRow(entry);
    }
  };
}
