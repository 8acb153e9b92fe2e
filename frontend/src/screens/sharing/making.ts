/** The draft of a new share: the choices of its five steps, the request they result in, and what is wrong with a step. */
import { instant, localDate, zoneHere } from '../../logic/felt';
import { excessLength } from '../../logic/length';
import { daysAfter, instantAt } from '../../logic/schedule';
import type { MessageKey } from '../../messages';
import { isDate } from '../../logic/dates';
import type { Audience, Section, ShareBody } from './shares';
import { steps, type Step } from './steps';

export const spans = ['today', 'month', 'quarter', 'day', 'all'] as const;
export type Span = (typeof spans)[number];
export const ends = ['week', 'month', 'quarter', 'day'] as const;
export type End = (typeof ends)[number];

export interface Draft {
  label: string;
  audience: Audience;
  sections: Section[];
  since: Span;
  /** The first day, if a date was chosen. */
  firstDay: string;
  heldBack: number;
  topic: string;
  until: End;
  /** The last day, if a date was chosen. */
  lastDay: string;
  withPin: boolean;
  pin: string;
}

export const fresh = (): Draft => ({
  label: '', audience: 'therapist', sections: ['sensations'], since: 'quarter', firstDay: '', heldBack: 0, topic: '',
  until: 'month', lastDay: '', withPin: false, pin: '',
});

export const TOPIC = 500;
/** As the report counts them: the newest days, today included. */
export const heldBackDays = [0, 1, 2, 3, 7, 14, 30] as const;
const DAYS: Record<Exclude<Span, 'today' | 'day' | 'all'>, number> = { month: 28, quarter: 84 };
const LENGTHS: Record<Exclude<End, 'day'>, number> = { week: 7, month: 30, quarter: 90 };
/** A share ends within a year. One day less, since a clock change may lie in between. */
const LONGEST = 364;

export const isPin = (pin: string): boolean => /^[0-9]{4,12}$/.test(pin);

/** The first day shown; null for everything. */
export function firstDay({ since, firstDay }: Draft, today: string): string | null {
  if (since === 'all') return null;
  if (since === 'day') return firstDay;
  return since === 'today' ? today : daysAfter(today, 1 - DAYS[since]);
}

export const latestEnd = (today: string): string => daysAfter(today, LONGEST);

/** The last second of that day in this zone. */
export const endOf = (day: string): string => instant(new Date(instantAt(daysAfter(day, 1), '00:00', zoneHere()).getTime() - 1000));

export function expiresAt({ until, lastDay }: Draft, now: Date): string {
  return until === 'day' ? endOf(lastDay) : instant(new Date(now.getTime() + LENGTHS[until] * 86_400_000));
}

export function bodyOf(draft: Draft, now: Date = new Date()): ShareBody {
  return {
    label: draft.label.trim(), audience: draft.audience, topic: draft.topic.trim() || null,
    sections: draft.sections, from: firstDay(draft, localDate(now)), hold_back_days: draft.heldBack,
    expires_at: expiresAt(draft, now), pin: draft.withPin ? draft.pin : null,
  };
}

export const isEndDay = (day: string, today: string): boolean => isDate(day) && day >= today && day <= latestEnd(today);

const obstacles: Record<Exclude<Step, 'preview'>, (draft: Draft, today: string) => MessageKey | null> = {
  who: ({ label }) => (label.trim() ? null : 'newShare.labelEmpty'),
  // Nicknames alone show nothing: they only accompany other sections.
  what: ({ sections }) => (sections.some((one) => one !== 'people') ? null : 'newShare.nothing'),
  from: ({ since, firstDay, topic }, today) => {
    if (since === 'day' && !(isDate(firstDay) && firstDay <= today)) return 'newShare.firstDayNone';
    return excessLength(topic, TOPIC) > 0 ? 'newShare.topicLong' : null;
  },
  until: ({ until, lastDay, withPin, pin }, today) => {
    if (until === 'day' && !isEndDay(lastDay, today)) return 'newShare.lastDayNone';
    return withPin && !isPin(pin) ? 'newShare.pinNot' : null;
  },
};

/** What is wrong with a step; null when nothing is. */
export const obstacle = (step: Step, draft: Draft, today: string = localDate(new Date())): MessageKey | null =>
  step === 'preview' ? null : obstacles[step](draft, today);

/** The first earlier step that has a problem, so that an impossible share has no preview. */
export const waitsAt = (step: Step, draft: Draft, today?: string): Step | null =>
  steps.slice(0, steps.indexOf(step)).find((each) => obstacle(each, draft, today)) ?? null;

const same = (a: string, b: string): boolean => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

export const isNickname = (label: string, nicknames: readonly string[]): boolean =>
  label.trim() !== '' && nicknames.some((nickname) => same(nickname, label));

/**
 * Whether the reader may find themselves in the page. Only the person can know; this tells when to ask. A repair is always
 * about somebody, named or not.
 */
export const mayBeAbout = (draft: Pick<Draft, 'audience' | 'sections' | 'label'>, nicknames: readonly string[]): boolean =>
  isNickname(draft.label, nicknames) ||
  (draft.audience === 'trusted' &&
    (draft.sections.includes('repairs') || (draft.sections.includes('people') && nicknames.length > 0)));
