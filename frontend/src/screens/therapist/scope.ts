/** The periods that a share allows, and how much of the share is on the page. */
import { sharedKinds } from '../../kinds/kinds';
import { daysAfter } from '../../logic/schedule';
import { periodOf, type Period } from '../../logic/patterns/periods';
import type { Report, SharedItem } from './requests';

export const spans = ['4w', '12w', 'year', 'all', 'own'] as const;
export type Span = (typeof spans)[number];

/** A named period within the share's limits; null for the one chosen by dates. */
export function within(span: Span, reach: Period): Period | null {
  if (span === 'own') return null;
  if (span === 'all') return reach;
  const { from } = periodOf(span, reach.to, null);
  return { from: from < reach.from ? reach.from : from, to: reach.to };
}

const same = (one: Period, other: Period): boolean => one.from === other.from && one.to === other.to;

/** The named periods that differ: a share of three weeks has no year. */
export function spansOf(reach: Period): Span[] {
  const long = (span: Span): boolean => span === 'all' || span === 'own' || !same(within(span, reach)!, reach);
  return spans.filter((span) => long(span));
}

/** The named period on the page; `own` if it is none of the others. */
export function spanOf({ period, reach }: Pick<Report, 'period' | 'reach'>): Span {
  return spansOf(reach).find((span) => span !== 'own' && same(within(span, reach)!, period)) ?? 'own';
}

/** In days, both ends included. */
export const daysIn = ({ from, to }: Period): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

/** In full weeks; null if it isn't a whole number, or too long to count in weeks. */
export function weeksIn(period: Period): number | null {
  const weeks = daysIn(period) / 7;
  return Number.isInteger(weeks) && weeks <= 16 ? weeks : null;
}

/** Merges rests that touch or overlap, oldest first. */
export function joined(rests: readonly Period[]): Period[] {
  const found: Period[] = [];
  for (const rest of [...rests].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const before = found.at(-1);
    if (before && rest.from <= daysAfter(before.to, 1)) before.to = rest.to > before.to ? rest.to : before.to;
    else found.push({ ...rest });
  }
  return found;
}

/** Whether the later report may show less than the earlier one: then nothing of the earlier stays on the screen. */
export function isNarrower(later: Report, earlier: Report): boolean {
  return (
    earlier.sections.some((section) => !later.sections.includes(section)) ||
    later.reach.from > earlier.reach.from ||
    later.reach.to < earlier.reach.to
  );
}

/** All entries, of every kind. */
const allItems = (report: Report): SharedItem[] =>
  [report.entries, ...sharedKinds.map((kind) => report[kind]?.entries ?? [])].flat();

/** The date of the oldest entry shown, if some were left out. Entries for the session are shown before the others. */
export function oldestShown(report: Report): string | null {
  const all = allItems(report);
  const others = all.filter((entry) => !entry.for_session);
  return (others.length > 0 ? others : all).map(({ date }) => date).sort()[0] ?? null;
}
