/** The same counts as the server's (backend/patterns/counting.py), over this phone's check-ins and practices. */
import { wallAt } from '../wall';
import type { CodeCount, NamedCount, PatternRow, Patterns, Scale, WithOne } from './shape';
import { monday, weekday, weeksOf } from './weeks';

/** What is counted of one check-in. */
export interface Counted {
  felt_at: string;
  zone: string;
  sensations: { code: string; strength: number | null }[];
  responses: string[];
  moment: string | null;
  person: string | null;
  longing: number | null;
  fear: number | null;
  now: string | null;
}

/** What is counted of one practice. */
export interface Practised {
  practice: string;
  practised_at: string;
  zone: string;
  met: string | null;
}

/** The catalogue's codes, in the order of the result. */
export interface Codes {
  sensations: readonly string[];
  moments: readonly string[];
  responses: readonly string[];
  now: readonly string[];
  met: readonly string[];
  /** The responses that carry something alone. */
  adaptations: readonly string[];
  /** The practices that let something in. */
  receiving: readonly string[];
}

/** The names of the person's own sensations and people, by id. */
export interface Names {
  sensations: Record<string, string>;
  people: Record<string, string>;
}

type WeekStrengths = { count: number; rated: number; total: number };
type Weeks = Map<string, WeekStrengths>;
type Counts = Map<string, number>;

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

function addTo(counts: Counts, code: string | null): void {
  if (code !== null) counts.set(code, (counts.get(code) ?? 0) + 1);
}

function addWeek(weeks: Weeks, week: string, level: number | null): void {
  const found = weeks.get(week) ?? { count: 0, rated: 0, total: 0 };
  found.count += 1;
  if (level !== null) {
    found.rated += 1;
    found.total += level;
  }
  weeks.set(week, found);
}

/** To one decimal, rounded as Python does: the nearest to the stored number, an exact tie to even. */
export function mean(total: number, of: number): number {
  const exact = total / of;
  return (exact * 4) % 4 === 1 ? Math.floor(exact * 10) / 10 : Number(exact.toFixed(1));
}

/** Each code of one check-in once, with its greatest strength. */
function strongest(sensations: Counted['sensations']): Map<string, number | null> {
  const found = new Map<string, number | null>();
  for (const { code, strength } of sensations) {
    const before = found.get(code) ?? null;
    found.set(code, before === null ? strength : Math.max(before, strength ?? 0));
  }
  return found;
}

class Felt {
  strengths = zeros(11);
  unsaid = 0;
  hours = zeros(24);
  weekdays = zeros(7);
  moments: Counts = new Map();
  weeks: Weeks = new Map();

  add(strength: number | null, hour: number, day: number, week: string, moment: string | null): void {
    if (strength === null) this.unsaid += 1;
    else this.strengths[strength]! += 1;
    this.hours[hour]! += 1;
    this.weekdays[day]! += 1;
    addTo(this.moments, moment);
    addWeek(this.weeks, week, strength);
  }

  row(code: string, moments: readonly string[]): PatternRow {
    const { strengths, unsaid, hours, weekdays } = this;
    return {
      code, label: null, count: sum(weekdays), strengths, unsaid, hours, weekdays,
      moments: Object.fromEntries(moments.map((moment) => [moment, this.moments.get(moment) ?? 0])),
      weeks: inOrder(this.weeks).map(([week, { count, rated, total }]) => (
        { week, count, strength: rated ? mean(total, rated) : null })),
    };
  }
}

class Levels {
  levels = zeros(11);
  weeks: Weeks = new Map();

  add(level: number | null, week: string): void {
    if (level === null) return;
    this.levels[level]! += 1;
    addWeek(this.weeks, week, level);
  }

  scale(): Scale {
    const weeks = inOrder(this.weeks).map(([week, { count, rated, total }]) => ({ week, count, mean: mean(total, rated) }));
    return { count: sum(this.levels), levels: this.levels, weeks };
  }
}

/** Takes check-ins and practices one by one, so that thousands can be counted in slices. Ignores those outside the dates. */
export class Counting {
  private days = new Set<string>();
  private hours = zeros(24);
  private weekdays = zeros(7);
  private sensations = new Map<string, Felt>();
  private moments: Counts = new Map();
  private responses: Counts = new Map();
  private carried = 0;
  private now: Counts = new Map();
  private practices = 0;
  private received = 0;
  private met: Counts = new Map();
  private people = new Map<string, { count: number; sensations: Counts }>();
  private longing = new Levels();
  private fear = new Levels();

  constructor(private from: string, private to: string, private codes: Codes) {}

  add(checkIn: Counted): void {
    const { date, hour } = wallAt(checkIn.felt_at, checkIn.zone);
    if (date < this.from || date > this.to) return;
    const [day, week] = [weekday(date), monday(date)];
    this.days.add(date);
    this.hours[hour]! += 1;
    this.weekdays[day]! += 1;
    addTo(this.moments, checkIn.moment);
    addTo(this.now, checkIn.now);
    for (const code of checkIn.responses) addTo(this.responses, code);
    if (checkIn.responses.some((code) => this.codes.adaptations.includes(code))) this.carried += 1;
    this.longing.add(checkIn.longing, week);
    this.fear.add(checkIn.fear, week);
    const felt = strongest(checkIn.sensations);
    for (const [code, strength] of felt) this.felt(code).add(strength, hour, day, week, checkIn.moment);
    this.addTogether(checkIn.person, felt.keys());
  }

  practise({ practice, practised_at: at, zone, met }: Practised): void {
    const { date } = wallAt(at, zone);
    if (date < this.from || date > this.to) return;
    this.practices += 1;
    if (this.codes.receiving.includes(practice)) this.received += 1;
    addTo(this.met, met);
  }

  private felt(code: string): Felt {
    const found = this.sensations.get(code) ?? new Felt();
    this.sensations.set(code, found);
    return found;
  }

  private addTogether(person: string | null, codes: Iterable<string>): void {
    if (person === null) return;
    const one = this.people.get(person) ?? { count: 0, sensations: new Map() };
    one.count += 1;
    for (const code of codes) addTo(one.sensations, code);
    this.people.set(person, one);
  }

  patterns(): Patterns {
    const { from, to, hours, weekdays, codes: order } = this;
    return {
      from, to, check_ins: sum(weekdays), days: this.days.size, weeks: weeksOf(from, to), hours, weekdays,
      sensations: ordered(this.sensations, order.sensations).map(([code, felt]) => felt.row(code, order.moments)),
      moments: counts(this.moments, order.moments),
      people: [...this.people].sort(mostFirst).map(([person, { count, sensations }]): WithOne => (
        { person, nickname: null, count, sensations: ordered(sensations, order.sensations).map(unnamed) })),
      responses: counts(this.responses, order.responses),
      carried: this.carried,
      now: counts(this.now, order.now),
      practices: this.practices,
      received: this.received,
      met: counts(this.met, order.met),
      longing: this.longing.scale(),
      fear: this.fear.scale(),
    };
  }
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
const inOrder = (weeks: Weeks): [string, WeekStrengths][] => [...weeks].sort(([a], [b]) => (a < b ? -1 : 1));
const unnamed = ([code, count]: [string, number]): NamedCount => ({ code, label: null, count });

const mostFirst = ([a, { count: one }]: [string, { count: number }], [b, { count: other }]: [string, { count: number }]) =>
  other - one || (a < b ? -1 : 1);

/** In the catalogue's order, the person's own codes last. */
function ordered<T>(found: Map<string, T>, order: readonly string[]): [string, T][] {
  const own = [...found.keys()].filter((code) => !order.includes(code)).sort();
  return [...order.filter((code) => found.has(code)), ...own].map((code) => [code, found.get(code)!]);
}

/** The counts above zero, in this order. */
const counts = (found: Counts, order: readonly string[]): CodeCount[] =>
  order.filter((code) => found.has(code)).map((code) => ({ code, count: found.get(code)! }));

/** With the present names of the person's own sensations and people. */
export function named(patterns: Patterns, names: Names): Patterns {
  const label = <Row extends NamedCount>(row: Row): Row => (
    { ...row, label: row.code.startsWith('own:') ? names.sensations[row.code.slice('own:'.length)] ?? row.label : null });
  return {
    ...patterns,
    sensations: patterns.sensations.map(label),
    people: patterns.people.map((one) => ({
      ...one,
      nickname: (one.person !== null && names.people[one.person]) || one.nickname,
      sensations: one.sensations.map(label),
    })),
  };
}
