/** Whatever fails at whatever point: in the end the server has every entry exactly once, equal to the phones'. */
import { describe, expect, it } from 'vitest';
import { equal } from '../../../frontend/src/logic/equal';
import { FakeServer, type Fault } from '../fake-server';
import { checkIn, newId, Phone, type Tab } from '../phone';

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed + 1);
const STEPS = 40;
const FAULTS: Fault[] = ['lost', 'answer-lost', 'crash-before', 'crash-after', { status: 500 }, { status: 429 }, { status: 408 }];

/** Mulberry32: a seeded random generator. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Run {
  server = new FakeServer();
  phones: { phone: Phone; tabs: Tab[] }[] = [];
  ids: string[] = [];
  made = 0;
  private next: () => number;

  constructor(seed: number) {
    this.next = numbers(seed);
  }

  pick<T>(all: T[]): T {
    return all[Math.floor(this.next() * all.length)]!;
  }

  private chance(share: number): boolean {
    return this.next() < share;
  }

  async begin(phones: number, locks: boolean): Promise<void> {
    this.server.person('alice');
    for (let each = 0; each < phones; each += 1) {
      const phone = new Phone(this.server, { locks });
      const tab = phone.open();
      await tab.account.signIn('alice', 'a long enough one');
      this.phones.push({ phone, tabs: [tab, phone.open()] });
    }
    this.server.fault = () => (this.chance(0.3) ? this.pick(FAULTS) : null);
  }

  async step(): Promise<void> {
    const { phone, tabs } = this.pick(this.phones);
    const tab = this.pick(tabs);
    const act = this.next();
    if (act < 0.45) await this.keep(tab);
    else if (act < 0.55) await tab.remove('check-ins', this.pick([...this.ids, newId()]));
    else if (act < 0.6) await Promise.all(tabs.map((each) => this.sync(each)));
    else if (act < 0.65) tabs[tabs.indexOf(tab)] = this.reopened(phone, tab);
    else {
      const edit = this.chance(0.5) ? this.keep(this.pick(tabs)) : null; // while the entry is being sent
      await this.sync(tab);
      await edit;
      if (this.chance(0.5)) tabs[tabs.indexOf(tab)] = this.reopened(phone, tab);
    }
  }

  private reopened(phone: Phone, tab: Tab): Tab {
    tab.die();
    return phone.open();
  }

  private async keep(tab: Tab): Promise<void> {
    if (!this.ids.length || this.chance(0.4)) this.ids.push(newId());
    this.made += 1;
    await tab.keep('check-ins', this.pick(this.ids), checkIn({ note: `note ${this.made}` }));
  }

  /** A tab that lost its lock for good would wait for ever, so a dead tab's sync counts as finished. */
  private sync(tab: Tab): Promise<void> {
    return Promise.race([tab.sync(), new Promise<void>((resolve) => setTimeout(resolve, 200))]);
  }

  /** Repairs the network, resolves every conflict, and syncs every phone once more. */
  async converge(): Promise<void> {
    this.server.fault = () => null;
    for (const round of [1, 2, 3]) {
      for (const each of this.phones) {
        each.phone.clock += 1_000_000 * round;
        each.tabs.forEach((tab) => tab.die());
        each.tabs = [each.phone.open()];
        const tab = each.tabs[0]!;
        await tab.sync();
        for (const entry of await tab.list('check-ins')) {
          if (entry.state === 'conflict') await tab.resolveConflict('check-ins', entry.id, this.pick(['mine', 'theirs']));
        }
        await tab.sync();
      }
    }
  }

  async verify(): Promise<void> {
    const live = this.server.live('alice');
    for (const { tabs: [tab] } of this.phones) {
      expect(tab!.state()).toMatchObject({ waiting: 0, parked: 0, conflicts: 0, held: 0, ask: null });
      const here = await tab!.list('check-ins');
      expect(here.map((entry) => entry.id).sort()).toEqual(live.map((stored) => stored.id).sort());
      for (const entry of here) {
        const stored = this.server.person('alice').entries.get(`check-ins/${entry.id}`)!;
        expect(entry).toMatchObject({ state: 'stored', revision: stored.revision });
        expect(equal(entry.data, stored.body)).toBe(true);
      }
    }
  }
}

describe('faults at random points', { timeout: 30_000 }, () => {
  it.each(SEEDS)('one phone, two tabs: every entry arrives once, as last kept (seed %i)', async (seed) => {
    const run = new Run(seed);
    await run.begin(1, true);
    const tab = (): Tab => run.phones[0]!.tabs[0]!;
    for (let step = 0; step < STEPS; step += 1) await run.step();
    const before = await tab().list('check-ins');
    await run.converge();
    await run.verify();
    const notes = (all: typeof before): string[] => all.map((entry) => `${entry.id} ${entry.data.note}`).sort();
    expect(notes(await tab().list('check-ins'))).toEqual(notes(before));
  });

  it.each(SEEDS)('one phone, two tabs without Web Locks (seed %i)', async (seed) => {
    const run = new Run(1000 + seed);
    await run.begin(1, false);
    for (let step = 0; step < STEPS; step += 1) await run.step();
    await run.converge();
    await run.verify();
  });

  it.each(SEEDS)('two phones that change the same entries (seed %i)', async (seed) => {
    const run = new Run(2000 + seed);
    await run.begin(2, true);
    for (let step = 0; step < STEPS; step += 1) await run.step();
    await run.converge();
    await run.verify();
  });

  it.each(SEEDS)('two phones and a server that is restored in between (seed %i)', async (seed) => {
    const run = new Run(3000 + seed);
    await run.begin(2, true);
    let backup = run.server.backUp();
    for (let step = 0; step < STEPS; step += 1) {
      await run.step();
      if (step === STEPS / 4) backup = run.server.backUp();
      if (step === STEPS / 2) run.server.restore(backup);
    }
    await run.converge();
    await run.verify();
  });
});
