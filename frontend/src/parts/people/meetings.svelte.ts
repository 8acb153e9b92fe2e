/** The stored reminders around meetings. */
import { isOver, pendingWith } from '../../logic/meetings';
import { amend, list, remove, type Kept, type Reminder } from '../../store';
import { live, type Live } from '../frame/live.svelte';

const all = (): Promise<Kept<Reminder>[]> => list<Reminder>('reminders');
const pending = async (person: string): Promise<Kept<Reminder>[]> => pendingWith(await all(), person, new Date());

/** Those with this person that are still to come. Call during a component's initialisation. */
export const meetingsWith = (person: string): Live<Kept<Reminder>[]> => live(() => pending(person), []);

/** With somebody who is "not now", both nudges open on settling. */
export async function followSafe(person: string, safe: string | null): Promise<void> {
  const settle = safe === 'not-now';
  for (const { id } of await pending(person)) {
    await amend<Reminder>('reminders', id, (data) => ({ ...data, meeting: data.meeting && { ...data.meeting, settle } }));
  }
}

/** They stay, without saying who they are about. */
export async function leaveNameless(person: string): Promise<void> {
  for (const { id } of await pending(person)) await amend<Reminder>('reminders', id, (data) => ({ ...data, person: null }));
}

export async function takeAway(person: string): Promise<void> {
  for (const { id } of await pending(person)) await remove('reminders', id);
}

/** The server does the same; this is for a phone without an account, or off-line. */
export async function removeOver(): Promise<void> {
  for (const { id, data } of await all()) if (isOver(data, new Date())) await remove('reminders', id);
}
