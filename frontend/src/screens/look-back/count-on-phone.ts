/** Computes the counts on this phone. */
import { responses, sensations } from '../../catalogue';
import { mets, moments, nows, practices } from '../../catalogue-more';
import { Counting } from '../../logic/patterns/count';
import { slices, type Period } from '../../logic/patterns/periods';
import type { Patterns } from '../../logic/patterns/shape';
import { range } from '../../store';

/** Days that are read and counted at once: few enough that a tap in between is answered immediately. */
export const SLICE_DAYS = 30;

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);
const codes = {
  sensations: codesOf(sensations), moments: codesOf(moments), responses: codesOf(responses), now: codesOf(nows), met: codesOf(mets),
  adaptations: codesOf(responses.filter(({ kind }) => kind === 'adaptation')),
  receiving: codesOf(practices.filter(({ group }) => group === 'receiving')),
};

/** Null when the result isn't wanted any more. */
export async function countOnPhone(period: Period, wanted: () => boolean): Promise<Patterns | null> {
  const counting = new Counting(period.from, period.to, codes);
  for (const { from, to } of slices(period, SLICE_DAYS)) {
    for (const { data } of await range('check-ins', from, to)) counting.add(data);
    for (const { data } of await range('practices', from, to)) counting.practise(data);
    if (!wanted()) return null;
  }
  return counting.patterns();
}
