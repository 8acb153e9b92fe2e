import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Patterns } from '../../../frontend/src/logic/patterns/shape';
import { forgetPatterns, recallPatterns, rememberPatterns } from '../../../frontend/src/screens/look-back/pattern-cache';
import { sourceOf } from '../../../frontend/src/screens/look-back/source';
import type { Account, SyncState } from '../../../frontend/src/store/types';
import alike from '../../patterns/alike.json';

const alice: Account = {
  username: 'alice', zone: 'Europe/Lisbon', language: 'en', consent: '2026-11-22', quiet_from: null, quiet_to: null, devices: 'latest',
  auto_quiet: false, email: null, email_available: false,
};
const well: SyncState = {
  account: alice, signedIn: 'yes', online: true, keeping: false, waiting: 0, held: 0, unclaimed: 0, unsent: 0, tapped: 0, parked: 0, conflicts: 0, undecided: {}, ask: null, lock: 'none',
  storage: 'ok',
};

describe('the source of the counts', () => {
  it.each<[string, Partial<SyncState>, string]>([
    ['all is well', {}, 'server'],
    ['one was refused, which the person sees elsewhere', { parked: 1 }, 'server'],
    ['there is no account', { account: null }, 'phone'],
    ['the session has ended', { signedIn: 'no', ask: 'sign-in' }, 'phone'],
    ['the server was not agreed with', { ask: 'consent' }, 'phone'],
    ['what is here belongs to another account', { ask: 'other-account' }, 'phone'],
    ['something stays on this phone only', { held: 3 }, 'phone'],
    ['there is no connection', { online: false, signedIn: 'unsure' }, 'remembered'],
    ['who this is is not known yet', { signedIn: 'unsure' }, 'wait'],
    ['something is on its way', { waiting: 2 }, 'wait'],
  ])('when %s', (_when, change, source) => {
    expect(sourceOf({ ...well, ...change })).toBe(source);
  });
});

describe('the cache of the server’s counts', () => {
  const patterns = alike.cases[1]!.patterns as unknown as Patterns;

  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => void kept.set(name, text),
      removeItem: (name: string) => void kept.delete(name),
      all: () => [...kept.values()].join(),
    });
  });

  it('has one entry for each period, and belongs to one account', () => {
    rememberPatterns('alice', '12w', patterns);
    expect(recallPatterns('alice', '12w')?.patterns.check_ins).toBe(patterns.check_ins);
    expect(recallPatterns('alice', '12w')?.patterns).toMatchObject({ practices: 0, met: [] }); // an earlier version had none
    expect(recallPatterns('alice', 'year')).toBeNull();
    expect(recallPatterns('bob', '12w')).toBeNull();
  });

  it('contains no name that somebody wrote', () => {
    rememberPatterns('alice', '12w', patterns);
    const all = (localStorage as unknown as { all(): string }).all();
    expect(JSON.stringify(patterns)).toMatch(/A hum.*R\./s);
    expect(all).not.toMatch(/A hum|"R\."/);
  });

  it('is cleared with everything else', () => {
    rememberPatterns('alice', 'all', patterns);
    forgetPatterns();
    expect(recallPatterns('alice', 'all')).toBeNull();
  });
});
