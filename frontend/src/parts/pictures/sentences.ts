/** The counts as plain sentences: "n of m", and no interpretation. */
import { labelOf, responses, sensations } from '../../catalogue';
import { mostHours, mostlyAt, mostlyOne } from '../../logic/patterns/mostly';
import type { CheckInCounts, NamedCount, PatternRow, Week, WithOne } from '../../logic/patterns/shape';
import { locale } from '../../language';
import { t } from '../../messages';

export const fullName = ({ code, label }: Pick<NamedCount, 'code' | 'label'>): string =>
  label ?? sensations.find((one) => one.code === code)?.label ?? t('patterns.own');

export const shortName = ({ code, label }: Pick<NamedCount, 'code' | 'label'>): string =>
  label ?? sensations.find((one) => one.code === code)?.short ?? t('patterns.own');

export const mostFirst = <Row extends { count: number }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => b.count - a.count);

const twoDigits = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' });
const bare = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hour: 'numeric' });
const weekdayNames = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' });
const weekdayLetters = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'narrow' });

/** `20:00`, or `8:00 PM`. */
export const hourName = (hour: number): string => twoDigits.format(Date.UTC(2026, 0, 1, hour));
/** `20`, or `8 PM`. */
export const hourTick = (hour: number): string => bare.format(Date.UTC(2026, 0, 1, hour));

/** 0 is Monday; 5 January 2026 was one. */
const someDay = (weekday: number): number => Date.UTC(2026, 0, 5 + weekday, 12);
export const weekdayName = (weekday: number): string => weekdayNames.format(someDay(weekday));
export const weekdayLetter = (weekday: number): string => weekdayLetters.format(someDay(weekday));

/** "Tension in the jaw in 9 of 31 check-ins, mostly in the evening (6)." */
export function sentenceOf(row: PatternRow, n: number): string {
  const values = { sensation: fullName(row), count: row.count, n };
  const mostly = mostlyAt(row.hours);
  if (!mostly) return t('patterns.most', values);
  return t('patterns.mostWhen', { ...values, when: t(`patterns.mostly.${mostly.part}`, { count: mostly.count }) });
}

/** About the two most frequent sensations. */
export function bodySentence({ check_ins, sensations: rows }: CheckInCounts): string {
  const [first, second] = mostFirst(rows);
  if (!first) return t('patterns.noSensations');
  const most = sentenceOf(first, check_ins);
  return second ? `${most} ${t('patterns.also', { sensation: fullName(second), count: second.count })}` : most;
}

export function hoursSentence(hours: readonly number[], n: number): string {
  const most = mostHours(hours);
  if (!most) return t('patterns.times.spread', { n });
  return t('patterns.times.most', { count: most.count, n, from: hourName(most.from), to: hourName(most.to) });
}

export function weekdaysSentence(weekdays: readonly number[], n: number): string {
  const most = mostlyOne(weekdays);
  if (most === null) return t('patterns.times.spreadWeek', { n });
  return t('patterns.times.mostDay', { count: weekdays[most]!, n, day: weekdayName(most) });
}

export function closenessSentence({ moments, check_ins }: CheckInCounts): string {
  const of = (code: string): number => moments.find((moment) => moment.code === code)?.count ?? 0;
  return t('patterns.closeness.said', { before: of('before'), during: of('during'), after: of('after'), n: check_ins });
}

export const scalesSentence = ({ longing, fear, check_ins }: CheckInCounts): string =>
  t('patterns.scales.said', { longing: longing.count, fear: fear.count, n: check_ins });

export function responsesSentence({ responses: rows, check_ins }: CheckInCounts): string {
  const [first] = mostFirst(rows);
  return first
    ? t('patterns.responses.said', { response: labelOf(responses, first.code), count: first.count, n: check_ins })
    : '';
}

/** Names the most frequent strength if there is exactly one. */
export function strengthSentence({ strengths, unsaid, count }: PatternRow): string {
  const said = count - unsaid;
  const most = Math.max(...strengths);
  const only = strengths.filter((times) => times === most).length === 1;
  if (!only || most < 2) return t('patterns.strengths.said', { said, count });
  return t('patterns.strengths.most', { said, count, strength: strengths.indexOf(most) });
}

/** "Chest 4, Jaw 2": the three most frequent sensations with somebody. */
export const gistWith = ({ sensations: rows }: WithOne): string =>
  mostFirst(rows).slice(0, 3).map((row) => `${shortName(row)} ${row.count}`).join(', ');

export const cellText = (week: Week | undefined): string => {
  if (!week || week.count === 0) return t('patterns.cellNone');
  if (week.strength === null) return t('patterns.cellUnsaid', { n: week.count });
  return t('patterns.cell', { n: week.count, strength: Math.round(week.strength) });
};

/** At most one decimal, in the reader's number format. */
export const decimal = (value: number): string => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
