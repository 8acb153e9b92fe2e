/** The optional steps of a repair, one per screen: in sequence when it is begun, each also by itself. */
import { skills } from '../../catalogue-more';
import { parts } from '../../logic/repairs';

export const begun = ['who', 'whose', 'what', 'expected', 'came'] as const;
export type Step = (typeof begun)[number];

const TURNS = { begin: begun as readonly string[], skills: skills.map(({ code }) => code), say: parts as readonly string[] };
export type Turn = keyof typeof TURNS;

export const isTurn = (turn: string | undefined): turn is Turn => turn !== undefined && Object.hasOwn(TURNS, turn);
export const isIn = (turn: Turn, step: string): boolean => TURNS[turn].includes(step);

export interface Way {
  /** Its position, from 1. */
  number: number;
  of: number;
  /** Where Next leads. */
  next: string;
  last: boolean;
  /** Where leaving leads. */
  enough: string;
}

/** Where each sequence ends. */
const ends = (id: string): Record<Turn, { last: string; enough: string }> => ({
  begin: { last: `/repair/${id}/kept`, enough: `/repair/${id}/kept` },
  skills: { last: `/repair/${id}/skills`, enough: `/repair/${id}/skills` },
  say: { last: `/repair/${id}/say`, enough: `/repair/${id}/say` },
});

export function wayThrough(turn: Turn, id: string, step: string): Way {
  const steps = TURNS[turn];
  const at = steps.indexOf(step);
  const after = steps[at + 1];
  const { last, enough } = ends(id)[turn];
  return { number: at + 1, of: steps.length, next: after ? `/repair/${id}/${turn}/${after}` : last, last: !after, enough };
}
