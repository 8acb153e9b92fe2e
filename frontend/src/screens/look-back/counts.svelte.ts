/** The counts of a period: fresh from the server, else its cached ones, else counted on this phone. */
import { untrack } from 'svelte';
import { named } from '../../logic/patterns/count';
import type { Patterns } from '../../logic/patterns/shape';
import { api, changed, syncState, type SyncState } from '../../store';
import type { Wanted } from './chosen.svelte';
import { countOnPhone } from './count-on-phone';
import { ownNames } from './names.svelte';
import { recallPatterns, rememberPatterns } from './pattern-cache';
import { sourceOf } from './source';

interface Shown {
  owner: string | null;
  /** The period's name and dates. */
  of: string;
  patterns: Patterns;
  from: 'server' | 'remembered' | 'phone';
  /** When the server made the cached counts. */
  at: string | null;
}

export interface Counts {
  /** Null until there is something to show; the previous period's counts stay until then. */
  readonly patterns: Patterns | null;
  readonly from: Shown['from'] | null;
  readonly at: string | null;
}

/** Milliseconds before counting on the phone instead of waiting. A later answer is still shown. */
const TIMEOUT = 1_000;

const keyOf = ({ name, period }: Wanted): string => `${name} ${period.from} ${period.to}`;

/** The server's counts; null if it can't be reached or refuses. */
async function fetchPatterns({ period }: Wanted): Promise<Patterns | null> {
  try {
    const answer = await api<Patterns>('GET', `/api/patterns/?from=${period.from}&to=${period.to}`);
    return answer.status === 200 ? answer.data : null;
  } catch {
    return null; // the server can't be reached
  }
}

function currentState(): SyncState {
  let state!: SyncState;
  syncState.subscribe((now) => (state = now))();
  return state;
}

/** Call during a component's initialisation. */
export function countsOf(wanted: () => Wanted | null): Counts {
  let sync = $state.raw<SyncState>(currentState());
  const names = ownNames();
  let latest = $state.raw<Shown | null>(null);
  let changes = $state(0);
  const owner = $derived(sync.account?.username ?? null);
  const source = $derived(sourceOf(sync));
  const now = $derived(wanted());
  const key = $derived(now && keyOf(now));
  const shown = $derived(latest?.owner === owner ? latest : null);
  const patterns = $derived(shown && named(shown.patterns, names.value));

  constructor(wanted: () => Wanted | null) {
    this.#wanted = wanted;
    $effect(() => syncState.subscribe((next) => (this.#sync = next)));
    $effect(() => changed.subscribe(() => (this.#changes += 1)));
    $effect(() => {
      const now = this.#now;
      void [this.#key, this.#source, this.#owner, this.#source === 'phone' ? this.#changes : 0];
      let stopped = false;
      untrack(() => now && void this.#count(now, () => !stopped));
      return () => {
        stopped = true;
      };
    });
  }

  get patterns(): Patterns | null {
    return this.#patterns;
  }

  get from(): Shown['from'] | null {
    return this.#shown?.from ?? null;
  }

  get at(): string | null {
    return this.#shown?.at ?? null;
  }

  get #isShown(): boolean {
    return this.#shown?.of === this.#key;
  }

  async #count(period: Wanted, current: () => boolean): Promise<void> {
    if (this.#source === 'phone') return this.#here(period, current);
    if (this.#source === 'server') return this.#fresh(period, current);
    if (this.#isShown && (this.#source === 'wait' || this.#shown?.from !== 'server')) return;
    if (!this.#remembered(period)) return this.#here(period, current);
  }

  #show(period: Wanted, from: Shown['from'], found: Patterns, at: string | null = null): void {
    this.#latest = { owner: this.#owner, of: keyOf(period), patterns: found, from, at };
  }

  /** Shows cached counts. For a period chosen by dates, only those of exactly these dates. */
  function showCached(period: Wanted): boolean {
    const found = owner === null ? null : recallPatterns(owner, period.name);
    if (!found) return false;
    const { from, to } = found.patterns;
    if (period.name === 'own' && (from !== period.period.from || to !== period.period.to)) return false;
    this.#show(period, 'remembered', found.patterns, found.at);
    return true;
  }

  async function showPhoneCounts(period: Wanted, current: () => boolean): Promise<void> {
    const found = await countOnPhone(period.period, current).catch(() => null); // the notices report storage failures
    if (found && current()) show(period, 'phone', found);
  }

  async function showServerCounts(period: Wanted, current: () => boolean): Promise<void> {
    let waiting = !isShown() && !showCached(period);
    const late = setTimeout(() => waiting && void showPhoneCounts(period, () => waiting && current()), TIMEOUT);
    const found = await fetchPatterns(period);
    clearTimeout(late);
    waiting = false;
    if (!current()) return;
    if (!found) return isShown() ? undefined : showPhoneCounts(period, current);
    show(period, 'server', found);
    if (sync.lock === 'none') rememberPatterns(owner!, period.name, found); // localStorage isn't sealed by a lock
  }

  async function update(period: Wanted, current: () => boolean): Promise<void> {
    if (source === 'phone') return showPhoneCounts(period, current);
    if (source === 'server') return showServerCounts(period, current);
    if (isShown() && (source === 'wait' || shown?.from !== 'server')) return;
    if (!showCached(period)) return showPhoneCounts(period, current);
  }

  $effect(() => {
    void [key, source, owner, source === 'phone' ? changes : 0];
    let stopped = false;
    untrack(() => now && void update(now, () => !stopped));
    return () => {
      stopped = true;
    };
  });

  return {
    get patterns() {
      return patterns;
    },
    get from() {
      return shown?.from ?? null;
    },
    get at() {
      return shown?.at ?? null;
    },
  };
}
