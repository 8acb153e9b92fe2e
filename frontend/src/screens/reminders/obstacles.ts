/** Why a reminder can't be saved as it is set, in words. */
import { isDate } from '../../logic/dates';
import { windowProblem } from '../../logic/schedule';
import { t } from '../../messages';
import type { Reminder } from '../../store';
import { outOfBounds } from '../../parts/time/bounds';
import { timesInWords } from './words';

export interface Obstacles {
  days?: string | undefined;
  time?: string | undefined;
  window?: string | undefined;
  words?: string | undefined;
  ends?: string | undefined;
}

function windowObstacle(within: NonNullable<Reminder['within']>): string | undefined {
  if (!within.from || !within.to) return t('reminder.noTimes');
  const problem = windowProblem(within);
  return problem ? t(`reminder.${problem}`, { times: timesInWords(within.times) }) : undefined;
}

export function obstaclesOf({ days, at, within, wording, own_words, ends }: Reminder): Obstacles {
  return {
    days: days.length === 0 ? t('reminder.noDays') : undefined,
    time: !within && !at ? t('reminder.noTime') : undefined,
    window: within ? windowObstacle(within) : undefined,
    words: wording === 'own' && !own_words?.trim() ? t('reminder.noWords') : undefined,
    ends: ends === null || isDate(ends) ? undefined : outOfBounds(ends),
  };
}

export const isFree = (obstacles: Obstacles): boolean => Object.values(obstacles).every((each) => each === undefined);
