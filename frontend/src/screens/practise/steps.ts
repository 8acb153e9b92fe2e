/**
 * The optional steps of a practice, one per screen: some before it happens, some afterwards; each can also be opened by
 * itself.
 */
import { isReceiving } from '../../catalogue-more';
import type { Practice } from '../../store';

export const going = ['bracing', 'who', 'before'] as const;
export const came = ['happened', 'met', 'beliefs', 'after'] as const;
export type Step = (typeof going)[number] | (typeof came)[number];

export interface Way {
  /** Its position, from 1; null if it was opened by itself. */
  number: number | null;
  of: number;
  /** Where Next leads. */
  next: string;
  last: boolean;
  /** Where leaving leads. */
  enough: string;
}

/** Only receiving has the step about beliefs. */
const stepsOf = (turn: string | undefined, data: Pick<Practice, 'practice'>): readonly Step[] => {
  if (turn === 'going') return going;
  return turn === 'came' ? came.filter((step) => step !== 'beliefs' || isReceiving(data.practice)) : [];
};

/**
 * `path` is the current one: `/practise/<id>/going/<step>` or `.../came/<step>` in sequence, `/practise/<id>/<step>` by
 * itself.
 */
export function wayFrom(path: string, id: string, step: Step, data: Pick<Practice, 'practice'>): Way {
  const turn = /^\/practise\/[^/]+\/(going|came)\//.exec(path)?.[1];
  const steps = stepsOf(turn, data);
  const end = turn === 'going' ? `/practise/${id}/kept` : `/practise/${id}`;
  const at = steps.indexOf(step);
  const after = at < 0 ? undefined : steps[at + 1];
  const next = after ? `/practise/${id}/${turn}/${after}` : end;
  return { number: at < 0 ? null : at + 1, of: steps.length, next, last: !after, enough: end };
}
