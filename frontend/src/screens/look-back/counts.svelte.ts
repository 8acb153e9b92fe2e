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

/** Create it during a component's initialisation. */
export class CountedPatterns implements Counts {
  #wanted: () => Wanted | null;
  #sync = $state.raw<SyncState>(currentState());
  #names = ownNames();
  #latest = $state.raw<Shown | null>(null);
  #changes = $state(0);
  #owner = $derived(this.#sync.account?.username ?? null);
  #source = $derived(sourceOf(this.#sync));
  #now = $derived.by(() => this.#wanted());
  #key = $derived(this.#now && keyOf(this.#now));
  #shown = $derived(this.#latest?.owner === this.#owner ? this.#latest : null);
  #patterns = $derived(this.#shown && named(this.#shown.patterns, this.#names.value));

  constructor(wanted: () => Wanted | null) {
    this.#wanted = wanted;
    $effect(() => syncState.subscribe((next) => (this.#sync = next)));
    $effect(() => changed.subscribe(() => (this.#changes += 1)));
    $effect(() => {
      const now = this.#now;
      void [this.#key, this.#source, this.#owner, this.#source === 'phone' ? this.#changes : 0];
      let stopped = false;
      untrack(() => now && void this.#update(now, () => !stopped));
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

  async #update(period: Wanted, current: () => boolean): Promise<void> {
    if (this.#source === 'phone') return this.#showPhoneCounts(period, current);
    if (this.#source === 'server') return this.#showServerCounts(period, current);
    if (this.#isShown && (this.#source === 'wait' || this.#shown?.from !== 'server')) return;
    if (!this.#showCached(period)) return this.#showPhoneCounts(period, current);
  }

  #show(period: Wanted, from: Shown['from'], found: Patterns, at: string | null = null): void {
    this.#latest = { owner: this.#owner, of: keyOf(period), patterns: found, from, at };
  }

  /** Shows cached counts. For a period chosen by dates, only those of exactly these dates. */
  #showCached(period: Wanted): boolean {
    const found = this.#owner === null ? null : recallPatterns(this.#owner, period.name);
    if (!found) return false;
    const { from, to } = found.patterns;
    if (period.name === 'own' && (from !== period.period.from || to !== period.period.to)) return false;
    this.#show(period, 'remembered', found.patterns, found.at);
    return true;
  }

  async #showPhoneCounts(period: Wanted, current: () => boolean): Promise<void> {
    const found = await countOnPhone(period.period, current).catch(() => null); // the notices report storage failures
    if (found && current()) this.#show(period, 'phone', found);
  }

  async #showServerCounts(period: Wanted, current: () => boolean): Promise<void> {
    let waiting = !this.#isShown && !this.#showCached(period);
    const late = setTimeout(() => waiting && void this.#showPhoneCounts(period, () => waiting && current()), TIMEOUT);
    const found = await fetchPatterns(period);
    clearTimeout(late);
    waiting = false;
    if (!current()) return;
    if (!found) return this.#isShown ? undefined : this.#showPhoneCounts(period, current);
    this.#show(period, 'server', found);
    if (this.#sync.lock === 'none') rememberPatterns(this.#owner!, period.name, found); // localStorage isn't sealed by a lock
  }
}
