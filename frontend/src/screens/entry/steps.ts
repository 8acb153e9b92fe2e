/** The optional steps after Keep, one per screen: in sequence, or one opened from the check-in's page. */

export const steps = ['where', 'moment', 'who', 'closeness', 'responses', 'words'] as const;
export type Step = (typeof steps)[number];

export interface Way {
  /** Its position, from 1; null if it was opened by itself. */
  number: number | null;
  /** Where Next leads. */
  next: string;
  /** Where leaving leads. */
  enough: string;
}

/** `path` is the current one: `/more/<id>/<step>` in sequence, `/entry/<id>/<step>` by itself. */
export function wayFrom(path: string, id: string, step: Step): Way {
  const entry = `/entry/${id}`;
  if (!path.startsWith('/more/')) return { number: null, next: entry, enough: entry };
  const at = steps.indexOf(step);
  const after = steps[at + 1];
  return { number: at + 1, next: after ? `/more/${id}/${after}` : entry, enough: '/' };
}
