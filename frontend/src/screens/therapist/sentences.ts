/** The sentences above a shared page. */
import { sharedKinds } from '../../kinds/kinds';
import type { Period } from '../../logic/patterns/periods';
import { locale } from '../../language';
import { t } from '../../messages';
import { period } from '../../parts/time/days';
import type { Report } from './requests';
import { joined, weeksIn } from './scope';

/** How many rests are listed with their dates: the newest ones, oldest of them first. */
const NAMED = 3;

/** "12 weeks, 31 August – 22 November 2026". */
export function titleOf(dates: Period): string {
  const weeks = weeksIn(dates);
  const days = period(dates.from, dates.to);
  return weeks === null ? days : t('therapist.weeks', { n: weeks, period: days });
}

/** The other kinds: "4 practices and 1 repair". */
function othersIn(report: Report): string {
  const counts = sharedKinds.filter((kind) => report[kind]?.count)
    .map((kind) => t(`lookBack.count.${kind}`, { n: report[kind]!.count }));
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(counts);
}

/** "31 check-ins on 22 days. Also 4 practices and 1 repair." */
export function countedLine(report: Report): string {
  const { check_ins: n, days } = report;
  const what = othersIn(report);
  if (!n || !days) return what ? t('therapist.others', { what }) : t('therapist.nothing');
  const counted = report.patterns ? 'therapist.checkIns' : 'therapist.checkInsWithWords';
  const checkIns = t(counted, { n, days: t('therapist.days', { n: days }) });
  return what ? `${checkIns} ${t('therapist.also', { what })}` : checkIns;
}

/** When reminders were paused, so that silence isn't misread; empty if never. */
export function restsLine({ rests, period: shown }: Pick<Report, 'rests' | 'period'>): string {
  const all = joined(rests);
  if (all.length === 0) return '';
  const years = shown.from.slice(0, 4) !== shown.to.slice(0, 4);
  const formatter = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC', day: 'numeric', month: 'long', ...(years && { year: 'numeric' }),
  });
  const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);
  const named = all.slice(-NAMED).map(({ from, to }) => formatter.formatRange(noon(from), noon(to)));
  const ranges = new Intl.ListFormat(locale, { type: 'conjunction' }).format(named);
  const before = all.length - named.length;
  return before > 0 ? t('therapist.restedMore', { n: before, ranges }) : t('therapist.rested', { ranges });
}

/** The words at the ends of the scale; null if no entry has a strength, longing or fear. */
export function scaleLine({ entries }: Report): string | null {
  const numbers = entries.flatMap(({ sensations, longing, fear }) => [longing, fear, ...(sensations ?? []).map(({ strength }) => strength)]);
  return numbers.some((number) => typeof number === 'number') ? t('patterns.scales.ends') : null;
}
