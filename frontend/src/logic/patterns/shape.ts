/** What is counted over check-ins: the answer of `GET /api/patterns/`, and what this phone counts for itself. */

export interface Week {
  /** The Monday it begins with. */
  week: string;
  count: number;
  /** The mean of those that were said, 0..10, to one decimal. */
  strength: number | null;
}

export interface CodeCount {
  code: string;
  count: number;
}

export interface NamedCount extends CodeCount {
  /** Only for a sensation of one's own. */
  label: string | null;
}

export interface PatternRow extends NamedCount {
  /** How often each of 0 to 10 was said. */
  strengths: number[];
  /** How often none was. */
  unsaid: number;
  /** By the hour on the clock where it was felt, 0 to 23. */
  hours: number[];
  /** Monday first. */
  weekdays: number[];
  moments: Record<string, number>;
  weeks: Week[];
}

export interface WithOne {
  /** The person's id; null on a shared page. */
  person: string | null;
  nickname: string | null;
  count: number;
  sensations: NamedCount[];
}

export interface Scale {
  /** How often it was said. */
  count: number;
  /** How often each of 0 to 10. */
  levels: number[];
  weeks: { week: string; count: number; mean: number }[];
}

/** Counts are of check-ins. `from` and `to` are local dates, both included; `weeks` are all their Mondays. */
export interface Patterns {
  from: string;
  to: string;
  check_ins: number;
  days: number;
  weeks: string[];
  hours: number[];
  weekdays: number[];
  sensations: PatternRow[];
  moments: CodeCount[];
  people: WithOne[];
  responses: CodeCount[];
  now: CodeCount[];
  longing: Scale;
  fear: Scale;
}
