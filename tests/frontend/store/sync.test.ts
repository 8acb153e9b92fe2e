import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backoff } from '../../../frontend/src/store/sync/engine';
import { FakeServer, type Fault, type Request } from '../fake-server';
import { checkIn, newId, signedIn, type Phone, type Tab } from '../phone';

let server: FakeServer;
let tab: Tab;
let phone: Phone;
let id: string;

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
  server.log = [];
  id = newId();
});

/** Applies a fault to the first PUT only. */
function firstPut(fault: Fault): void {
  server.fault = ({ method }) => {
    if (method !== 'PUT') return null;
    server.fault = () => null;
    return fault;
  };
}

const bodies = (): unknown[] => server.sent('PUT').map((request) => request.body);
const stored = (): unknown => server.body('alice', 'check-ins', id);
const ifMatch = ({ headers }: Request): string | undefined => headers['If-Match'];

describe('sending', () => {
  it('stores the entry, and the phone says so only then', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'warm' }));
    expect((await tab.get('check-ins', id))?.state).toBe('kept');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'warm' });
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 1 });
    expect(tab.state().waiting).toBe(0);
  });

  it('sends one body for all edits made meanwhile', async () => {
    phone.online = false;
    for (const note of ['one', 'two', 'three']) await tab.keep('check-ins', id, checkIn({ note }));
    phone.online = true;
    await tab.sync();
    expect(bodies()).toEqual([checkIn({ note: 'three' })]);
  });

  it('sends people and sensations before check-ins, whatever was kept first', async () => {
    const [person, own] = [newId(), newId()];
    phone.online = false;
    await tab.keep('check-ins', id, checkIn());
    await tab.keep('people', person, { nickname: 'R', safe: null });
    await tab.keep('sensations', own, { label: 'a hum', hidden: false });
    await tab.keep('check-ins', id, checkIn({ person }));
    phone.online = true;
    await tab.sync();
    expect(server.sent('PUT').map(({ path }) => path.split('/')[2])).toEqual(['people', 'sensations', 'check-ins']);
    expect(tab.state()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it('names the revision that an edit replaces, and none the first time', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'more' }));
    await tab.sync();
    expect(server.sent('PUT').map(ifMatch)).toEqual([undefined, '"1"']);
  });

  it('does not try without a network', async () => {
    phone.online = false;
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    expect(server.log).toEqual([]);
    expect(tab.state()).toMatchObject({ online: false, waiting: 1 });
  });
});

describe('an edit made while its entry is being sent', () => {
  it('queues behind it, and is based on its acknowledgement', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    let edit: Promise<void> | undefined;
    server.fault = ({ method }) => {
      if (method === 'PUT') edit ??= tab.keep('check-ins', id, checkIn({ note: 'two' }));
      return null;
    };
    await tab.sync();
    await edit;
    await tab.sync();
    expect(bodies()).toEqual([checkIn({ note: 'one' }), checkIn({ note: 'two' })]);
    expect(server.sent('PUT').map(ifMatch)).toEqual([undefined, '"1"']);
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 2, data: { note: 'two' } });
  });

  it('is not reverted on the screen by the acknowledgement before it', async () => {
    firstPut('answer-lost');
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'two' }));
    server.fault = ({ body }) => (body?.note === 'two' ? 'lost' : null);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'kept', revision: 1, data: { note: 'two' } });
  });

  it('is merged with later edits', async () => {
    firstPut('answer-lost');
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    await tab.sync();
    for (const note of ['two', 'three', 'four']) await tab.keep('check-ins', id, checkIn({ note }));
    await tab.sync();
    expect(bodies().map((body) => (body as { note: string }).note)).toEqual(['one', 'one', 'four']);
  });
});

describe('an item being sent', () => {
  it.each<Fault>(['lost', 'answer-lost'])('is sent again unchanged, when a new entry was %s', async (fault) => {
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    firstPut(fault);
    await tab.sync();
    expect((await tab.get('check-ins', id))?.state).toBe('kept');
    await tab.sync();
    expect(server.live('alice')).toHaveLength(1);
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 1 });
  });

  it.each<Fault>(['lost', 'answer-lost'])('is sent again unchanged, when an edit was %s', async (fault) => {
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'two' }));
    firstPut(fault);
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'three' }));
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'three' });
    expect(tab.state()).toMatchObject({ waiting: 0, conflicts: 0 });
  });

  it.each<Fault>(['crash-before', 'crash-after'])('is sent first and unchanged by the next tab after a %s', async (fault) => {
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    firstPut(fault);
    await tab.sync();
    const next = phone.open();
    await next.keep('people', newId(), { nickname: 'R', safe: null });
    await next.keep('check-ins', id, checkIn({ note: 'two' }));
    await next.sync();
    const sent = server.sent('PUT').map(({ path, body }) => [path.split('/')[2], body?.note]);
    expect(sent.slice(fault === 'crash-after' ? 1 : 0)).toEqual([['check-ins', 'one'], ['people', undefined], ['check-ins', 'two']]);
    expect(stored()).toMatchObject({ note: 'two' });
    expect(next.state()).toMatchObject({ waiting: 0, conflicts: 0 });
  });

  it('is deleted after it has arrived, if it was deleted meanwhile', async () => {
    await tab.keep('check-ins', id, checkIn());
    firstPut('answer-lost');
    await tab.sync();
    await tab.remove('check-ins', id);
    await tab.sync();
    expect(stored()).toBeNull();
    expect(tab.state().waiting).toBe(0);
  });
});

describe('an entry that the server refuses', () => {
  const refusal: Fault = { status: 400, body: { code: 'invalid', errors: [{ path: '/note', code: 'too_long' }] }, headers: { 'Content-Type': 'application/problem+json' } };

  it('is parked alone, where it can be seen; the others go on', async () => {
    const other = newId();
    await tab.keep('check-ins', id, checkIn());
    await tab.keep('check-ins', other, checkIn());
    firstPut(refusal);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'parked', problem: { code: 'too_long', path: '/note' } });
    expect((await tab.get('check-ins', other))?.state).toBe('stored');
    expect(tab.state()).toMatchObject({ parked: 1, waiting: 0 });
  });

  it('is retried when the person asks for it', async () => {
    await tab.keep('check-ins', id, checkIn());
    firstPut(refusal);
    await tab.sync();
    await tab.sync();
    expect(tab.state().parked).toBe(1);
    await tab.retryParked('check-ins', id);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored' });
    expect((await tab.get('check-ins', id))?.problem).toBeUndefined();
  });

  it('is retried after an edit', async () => {
    await tab.keep('check-ins', id, checkIn());
    firstPut(refusal);
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'shorter' }));
    expect((await tab.get('check-ins', id))?.problem).toBeUndefined();
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'shorter' });
    expect(tab.state().parked).toBe(0);
  });

  describe('an entry refused after an unacknowledged success', () => {
    beforeEach(async () => {
      await tab.keep('check-ins', id, checkIn({ note: 'one' }));
      firstPut('answer-lost');
      await tab.sync();
      firstPut(refusal);
    });

    it('is edited based on that version', async () => {
      await tab.sync();
      await tab.keep('check-ins', id, checkIn({ note: 'two' }));
      await tab.sync();
      expect(stored()).toMatchObject({ note: 'two' });
      expect(tab.state()).toMatchObject({ conflicts: 0, waiting: 0 });
    });

    it('is edited based on that version by a queued edit', async () => {
      await tab.keep('check-ins', id, checkIn({ note: 'two' }));
      await tab.sync();
      expect(stored()).toMatchObject({ note: 'two' });
      expect(tab.state()).toMatchObject({ conflicts: 0, waiting: 0, parked: 0 });
    });

    it('is deleted there when it is deleted here', async () => {
      await tab.sync();
      await tab.remove('check-ins', id);
      await tab.sync();
      expect(stored()).toBeNull();
    });
  });

  it('goes back to the server\'s version when dropped, or is removed if the server has none', async () => {
    const never = newId();
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    await tab.sync();
    server.fault = ({ method }) => (method === 'PUT' ? refusal : null);
    await tab.keep('check-ins', id, checkIn({ note: 'two' }));
    await tab.keep('check-ins', never, checkIn());
    await tab.sync();
    await tab.dropParked('check-ins', id);
    await tab.dropParked('check-ins', never);
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: 'one' } });
    expect(await tab.get('check-ins', never)).toBeUndefined();
    expect(tab.state()).toMatchObject({ parked: 0, waiting: 0 });
  });

  it('goes back to a version that came from elsewhere meanwhile', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'one' }));
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'two' }));
    firstPut(refusal);
    await tab.sync();
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'elsewhere' }) });
    await tab.sync();
    await tab.dropParked('check-ins', id);
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 2, data: { note: 'elsewhere' } });
  });
});

describe('a zone that the server does not know', () => {
  it('is replaced by the offset at the time', async () => {
    server.unknownZones.add('Asia/Tokyo');
    await tab.keep('check-ins', id, checkIn({ zone: 'Asia/Tokyo' }));
    await tab.sync();
    expect(stored()).toMatchObject({ zone: 'Etc/GMT-9', felt_at: '2026-11-22T09:14:03Z' });
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', data: { zone: 'Etc/GMT-9' } });
  });
});

describe('a failing network', () => {
  beforeEach(async () => {
    await tab.keep('check-ins', id, checkIn());
    server.fault = () => 'lost';
    await tab.sync();
  });

  it('is retried after a pause, automatically', async () => {
    server.fault = () => null;
    phone.clock += tab.pauses[0]!;
    await tab.ring();
    expect(stored()).toBeTruthy();
  });

  it('is retried with growing backoff', async () => {
    for (const _ of [1, 2, 3]) {
      phone.clock += tab.pauses.at(-1)!;
      await tab.ring();
    }
    expect(tab.pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  it('is retried at once when the person comes back', async () => {
    server.fault = () => null;
    await tab.sync();
    expect(stored()).toBeTruthy();
  });
});

describe('a server that sends Retry-After', () => {
  const busy: Fault = { status: 503, headers: { 'Retry-After': '60' } };

  it('is obeyed, even when the person comes back', async () => {
    await tab.keep('check-ins', id, checkIn());
    firstPut(busy);
    await tab.sync();
    expect(tab.pauses).toEqual([60_000]);
    phone.clock += 59_000;
    await tab.sync();
    expect(stored()).toBeUndefined();
    phone.clock += 1_000;
    await tab.sync();
    expect(stored()).toBeTruthy();
  });

  it('is obeyed for five minutes at most', async () => {
    await tab.keep('check-ins', id, checkIn());
    firstPut({ status: 429, headers: { 'Retry-After': '86400' } });
    await tab.sync();
    expect(tab.pauses).toEqual([300_000]);
  });
});

describe('the backoff', () => {
  it('doubles up to five minutes, with jitter between half and all of it', () => {
    expect([0, 1, 5, 20].map((failures) => backoff(failures, 1))).toEqual([1000, 2000, 32_000, 300_000]);
    expect(backoff(5, 0)).toBe(16_000);
  });
});

describe('a CSRF token', () => {
  const csrf: Fault = { status: 403, body: { code: 'csrf' }, headers: { 'Content-Type': 'application/problem+json' } };
  const steps = (): string[] => server.log.map(({ method, path }) => `${method} ${path.split('/')[2]}`);

  it('that was refused is fetched again, and the entry arrives in the same sync', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    server.log = [];
    await tab.keep('check-ins', id, checkIn({ note: 'more' }));
    firstPut(csrf);
    await tab.sync();
    expect(steps()).toEqual(['GET me', 'GET browser', 'PUT check-ins', 'GET changes']);
    expect(stored()).toMatchObject({ note: 'more' });
    expect(tab.pauses).toEqual([]);
  });

  it('that is missing is fetched first', async () => {
    phone.cookies.token = null;
    expect(await tab.api('PATCH', '/api/me/', { consent: '2026-11-22' })).toMatchObject({ status: 200 });
    expect(steps()).toEqual(['GET browser', 'PATCH me']);
  });

  it('that is always refused does not keep the phone busy', async () => {
    await tab.keep('check-ins', id, checkIn());
    server.fault = ({ method }) => (method === 'PUT' ? csrf : null);
    await tab.sync();
    expect(tab.state()).toMatchObject({ waiting: 1, parked: 0 });
    expect(tab.pauses).toEqual([1000]);
  });
});

describe('an app that has started', () => {
  beforeEach(async () => {
    tab.start();
    await vi.waitFor(() => expect(server.log).not.toEqual([]));
    await tab.sync();
  });

  it('sends what is kept, automatically', async () => {
    server.log = [];
    await tab.keep('check-ins', id, checkIn());
    await vi.waitFor(() => expect(server.log).toHaveLength(2));
    expect(server.log.map(({ method }) => method)).toEqual(['PUT', 'GET']);
    expect(stored()).toBeTruthy();
  });

  it('sends what was kept off-line as soon as there is a network', async () => {
    phone.online = false;
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    expect(tab.state().online).toBe(false);
    phone.comeBack();
    await vi.waitFor(() => expect(stored()).toBeTruthy());
    expect(tab.state().online).toBe(true);
  });

  it('misses nothing that is kept just as a sync ends', async () => {
    for (let each = 0; each < 50; each += 1) {
      await tab.keep('check-ins', newId(), checkIn());
      await new Promise((resolve) => setTimeout(resolve, each % 7));
    }
    await vi.waitFor(() => expect(server.live('alice')).toHaveLength(50));
  });
});

describe('the change feed', () => {
  it('notifies the screens, and only if there is something', async () => {
    let notified = 0;
    tab.changed.subscribe(() => void (notified += 1));
    await tab.sync();
    expect(notified).toBe(0);
    server.write('alice', 'check-ins', id, { ...checkIn() });
    await tab.sync();
    expect(notified).toBe(1);
  });

  it('shows other devices\' changes, page by page', async () => {
    const ids = Array.from({ length: 1_100 }, newId);
    for (const each of ids) server.write('alice', 'check-ins', each, { ...checkIn() });
    await tab.sync();
    expect(await tab.list('check-ins')).toHaveLength(1_100);
    expect(server.log.filter(({ path }) => path.startsWith('/api/changes/'))).toHaveLength(3);
    expect((await tab.get('check-ins', ids[0]!))?.state).toBe('stored');
  });

  it('is not read twice', async () => {
    server.write('alice', 'check-ins', id, { ...checkIn() });
    await tab.sync();
    await tab.sync();
    expect(server.log.filter(({ path }) => path.startsWith('/api/changes/')).map(({ path }) => path)).toEqual(
      ['/api/changes/?after=0&limit=500', '/api/changes/?after=1&limit=500']);
  });

  it('deletes here what was deleted there', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    server.write('alice', 'check-ins', id, null);
    await tab.sync();
    expect(await tab.list('check-ins')).toEqual([]);
  });

  it('stores kinds that this version has no screen for', async () => {
    server.write('alice', 'journal', id, { text: 'from a later version' });
    await tab.sync();
    expect((await tab.exportLocal()).entries).toEqual({ journal: [{ id, text: 'from a later version' }] });
  });
});
