/** Describes a share: what it shows, of which time, and how it opens. */
import { localDate } from '../../logic/felt';
import { locale } from '../../language';
import { t } from '../../messages';
import { dayOf, longDay } from '../../parts/time/days';
import { isOpen, type Share } from './shares';

export type Revealing = Pick<Share, 'sections' | 'from' | 'hold_back_days' | 'topic' | 'has_pin'>;

const listed = new Intl.ListFormat(locale, { type: 'conjunction' });

/** What it leaves out of check-ins, if the sections don't make that plain. */
function checkInsIn(sections: Share['sections']): string[] {
  if (sections.includes('sensations')) return [];
  return [t(sections.includes('words') ? 'sharing.checkInsWithWords' : 'sharing.noCheckIns')];
}

/** What it shows, with a sentence for each limit. */
export function revealed({ sections, from, hold_back_days: held, has_pin }: Revealing): string[] {
  return [
    t('sharing.reveals', { what: listed.format(sections.map((section) => t(`sharing.sections.${section}`))) }),
    ...(sections.includes('journal') && !sections.includes('words') ? [t('sharing.journalDays')] : []),
    ...checkInsIn(sections),
    from === null ? t('sharing.fromAll') : t('sharing.from', { date: longDay(from) }),
    ...(held > 0 ? [t('sharing.held', { n: held })] : []),
    t(has_pin ? 'sharing.withPin' : 'sharing.withoutPin'),
  ];
}

/** When it ends or has ended. */
export function until(share: Share): string {
  if (share.revoked_at) return t('sharing.stoppedOn', { date: dayOf(share.revoked_at) });
  const date = dayOf(share.expires_at);
  return isOpen(share) ? t('sharing.until', { date }) : t('sharing.endedOn', { date });
}

export const isFromToday = ({ from }: Share, now: Date = new Date()): boolean => from !== null && from >= localDate(now);
