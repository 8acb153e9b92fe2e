/** What can be said after Keep, one thing per screen: all in turn, or one from the check-in's own page. */

export const steps = ['where', 'moment', 'who', 'closeness', 'responses', 'words'] as const;
export type Step = (typeof steps)[number];

export interface Way {
  /** Which of them this is, from 1; null where it was opened by itself. */
  number: number | null;
  /** Where it goes on. */
  next: string;
  /** Where one leaves. */
  enough: string;
}

/** `path` is the present one: `/more/<id>/<step>` in turn, `/entry/<id>/<step>` by itself. */
export function wayFrom(path: string, id: string, step: Step): Way {
  const entry = `/entry/${id}`;
  if (!path.startsWith('/more/')) return { number: null, next: entry, enough: entry };
  const at = steps.indexOf(step);
  const after = steps[at + 1];
  return { number: at + 1, next: after ? `/more/${id}/${after}` : entry, enough: '/' };
}
