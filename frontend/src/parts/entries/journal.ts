/** Creates, changes and describes journal pages. */
import { promptGroups } from '../../catalogue-more';
import { feltNow } from '../../logic/felt';
import { placeOf } from '../../logic/journal';
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { amend as amendEntry, draft, get, keep, remove, setDraft, type JournalEntry, type Kept } from '../../store';
import type { EntryRow } from './EntryRows.svelte';
import { Gone, firstLine } from './check-in';

/** Stands for "no prompt" in paths and draft names. */
export const FREE = 'free';

export const writingOf = (prompt: string | null): string => `/journal/new/${prompt ?? FREE}`;

/** Resolves with the page's id once it is stored and its draft deleted. */
export async function write(prompt: string | null, text: string, from = prompt ?? FREE): Promise<string> {
  const id = uuid7();
  const { felt_at: written_at, zone } = feltNow(new Date());
  const page: JournalEntry = { written_at, zone, prompt, text, for_session: false, never_shared: false };
  await keep('journal', id, page, from);
  return id;
}

/** Rejects with `Gone`, or the store's `StorageFailed`. */
export async function amend(id: string, by: (data: JournalEntry) => JournalEntry, from?: string): Promise<void> {
  if (!(await amendEntry<JournalEntry>('journal', id, by, from))) throw new Gone();
}

/** Undo: turns a page back into a draft, before any text begun since. */
export async function takeBack(id: string): Promise<void> {
  const page = await get<JournalEntry>('journal', id);
  if (page) {
    const name = page.data.prompt ?? FREE;
    const since = await draft(name);
    await setDraft(name, since === null ? page.data.text : `${page.data.text}\n\n${since}`);
  }
  await remove('journal', id);
}

export const isHeavy = (prompt: string | null): boolean => placeOf(prompt, promptGroups)?.group.weight === 'heavy';

/** The name of the prompt's group. The question itself shows only on the opened page. */
export const topicOf = (prompt: string | null): string => placeOf(prompt, promptGroups)?.group.label ?? t('journal.free');

/** The first words, for a list; undefined for heavy topics, which nobody should meet unexpectedly. */
export const gistOf = (prompt: string | null, text: string): string | undefined =>
  isHeavy(prompt) ? undefined : firstLine(text);

export const journalRow = ({ id, data, state }: Kept<JournalEntry>): EntryRow => ({
  id, to: `/journal/${id}`, at: data.written_at, zone: data.zone,
  text: topicOf(data.prompt), note: gistOf(data.prompt, data.text), state, marks: data,
});
