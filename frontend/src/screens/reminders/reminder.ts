/** Reminders as the form edits them and the store keeps them. */
import { zoneHere } from '../../logic/felt';
import { wordsOrNull } from '../../parts/entries/check-in';
import type { Window } from '../../logic/schedule';
import { amend, type Kept, type Reminder, type Weekday } from '../../store';

export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const workdays: readonly Weekday[] = weekdays.slice(0, 5);

/** Days, and either a time or a window; or a meeting. */
export type When = Pick<Reminder, 'days' | 'at' | 'within'> & Partial<Pick<Reminder, 'meeting'>>;

export interface Offer {
  name: 'evenings' | 'mornings' | 'noon' | 'nowAndThen' | 'own';
  when: When;
}

export const usualTime = '18:00';
export const usualWindow: Readonly<Window> = { from: '10:00', to: '20:00', times: 2 };

const atTime = (at: string, days = weekdays): When => ({ days: [...days], at, within: null });

/** Suggestions that can be kept with two taps. */
export const offers: readonly Offer[] = [
  { name: 'evenings', when: atTime('20:30') },
  { name: 'mornings', when: atTime('08:00', workdays) },
  { name: 'noon', when: atTime('12:30') },
  { name: 'nowAndThen', when: { days: [...weekdays], at: null, within: { ...usualWindow } } },
  { name: 'own', when: atTime(usualTime) },
];

export const fresh = (when: When): Reminder => structuredClone({
  zone: 'follow', skip_after_check_in: null, channel: 'push', wording: 'neutral', own_words: null, active: true,
  ends: null, meeting: null, person: null, ...when,
});

/** Whether the text, the zone, the end or the channel differs from its default, so that the optional settings open by themselves. */
export const isSpecial = ({ wording, zone, ends, channel }: Reminder): boolean =>
  wording === 'own' || zone !== 'follow' || ends !== null || channel !== 'push';

/**
 * Clears settings that don't apply: one's own text needs push and that choice, and a calendar app can't know about
 * check-ins.
 */
export function asKept(draft: Reminder): Reminder {
  const own = draft.channel === 'push' && draft.wording === 'own';
  return {
    ...draft,
    wording: own ? 'own' : 'neutral',
    own_words: own ? wordsOrNull(draft.own_words?.trim() ?? '') : null,
    skip_after_check_in: draft.channel === 'calendar' ? null : draft.skip_after_check_in,
  };
}

/** In the week's order, however they were tapped. */
export const toggled = (days: readonly Weekday[], day: Weekday): Weekday[] =>
  weekdays.filter((each) => days.includes(each) !== (each === day));

export const zoneOf = ({ zone }: Reminder): string => (zone === 'follow' ? zoneHere() : zone);

export async function setActive({ id }: Kept<Reminder>, active: boolean): Promise<void> {
  await amend<Reminder>('reminders', id, (data) => ({ ...data, active }));
}
