import { describe, expect, it } from 'vitest';
import type { ApiProblem } from '../../../frontend/src/store/outcome';
import type { Answer } from '../../../frontend/src/store/sync/server';
import { decide, type Sent } from '../../../frontend/src/store/sync/verdict';
import { checkIn } from '../phone';

const body = { ...checkIn({ note: 'mine' }) };
const sent = (change: Partial<Sent> = {}): Sent =>
  ({ kind: 'check-ins', id: 'x', verb: 'put', body, base: 3, acked: { ...checkIn({ note: 'before' }) }, sent: undefined, ...change });
const answer = (status: number, problem?: Partial<ApiProblem>, data: unknown = null): Answer =>
  ({ status, data, retryAfter: null, ...(problem && { problem: { code: 'x', ...problem } }) });
const current = (note: string, revision: number): Partial<ApiProblem> => ({ current: { ...checkIn({ note }), id: 'x', revision } });

describe('a PUT is acknowledged', () => {
  it.each([200, 201])('by %i with the entry and its revision', (status) => {
    const copy = { ...body, id: 'x', revision: 4 };
    expect(decide(sent(), answer(status, undefined, copy))).toEqual({ is: 'stored', revision: 4, copy });
  });

  it.each([
    ['nothing', null], ['a page of a network that wants a sign-in', '<html>'], ['no revision', { id: 'x' }],
    ['another entry', { ...body, id: 'y', revision: 4 }],
  ])('not by 200 with %s', (_what, data) => {
    expect(decide(sent(), answer(200, undefined, data)).is).toBe('wait');
  });

  it.each([412, 428])('by %i if the server has exactly this body', (status) => {
    expect(decide(sent(), answer(status, current('mine', 9)))).toMatchObject({ is: 'stored', revision: 9 });
  });
});

describe('on 412 or 428', () => {
  it.each([412, 428])('%i: it is sent again, based on the body last acknowledged', (status) => {
    expect(decide(sent(), answer(status, current('before', 9)))).toMatchObject({ is: 'again', revision: 9 });
  });

  it('it is sent again, based on an earlier unacknowledged body', () => {
    const earlier = { ...checkIn({ note: 'earlier' }) };
    expect(decide(sent({ sent: earlier }), answer(428, current('earlier', 9)))).toMatchObject({ is: 'again', revision: 9 });
  });

  it('it is sent again, based on a version older than its base: the server was restored', () => {
    expect(decide(sent({ base: 12 }), answer(412, current('long ago', 2)))).toMatchObject({ is: 'again', revision: 2 });
  });

  it('it is created again if the server has no version at all', () => {
    expect(decide(sent(), answer(412, { current: undefined }))).toMatchObject({ is: 'again', revision: null });
  });

  it('it is a conflict if the server has another version', () => {
    expect(decide(sent(), answer(412, current('theirs', 9)))).toMatchObject({ is: 'conflict', revision: 9, copy: { note: 'theirs' } });
  });

  it('it does not loop when the server refuses its own revision', () => {
    expect(decide(sent({ base: 9 }), answer(412, current('before', 9))).is).toBe('conflict');
  });

  it('a deletion yields to an edit from elsewhere', () => {
    const deletion = sent({ verb: 'delete', body: null });
    expect(decide(deletion, answer(412, current('theirs', 9)))).toMatchObject({ is: 'theirs', revision: 9 });
  });
});

describe('on 410', () => {
  it('an entry unchanged since its acknowledgement is deleted', () => {
    expect(decide(sent({ acked: body }), answer(410, { revision: 8 }))).toEqual({ is: 'deleted', revision: 8 });
  });

  it('an entry that was changed here is in conflict', () => {
    expect(decide(sent(), answer(410, { revision: 8 }))).toEqual({ is: 'conflict', revision: 8, copy: null });
  });

  it('an entry that was deleted here and kept again is restored', () => {
    expect(decide(sent({ acked: null }), answer(410, { revision: 8 }))).toEqual({ is: 'again', revision: 8, copy: null });
  });
});

describe('on 410 for its own revision', () => {
  it('it does not loop', () => {
    expect(decide(sent({ acked: null, base: 8 }), answer(410, { revision: 8 })).is).toBe('conflict');
  });
});

describe('it waits', () => {
  it('if no answer came', () => {
    expect(decide(sent(), null)).toEqual({ is: 'wait', seconds: null });
  });

  it.each([302, 408, 425, 429, 500, 502, 503])('on %i', (status) => {
    expect(decide(sent(), answer(status)).is).toBe('wait');
  });

  it('as long as Retry-After says', () => {
    expect(decide(sent(), { ...answer(503), retryAfter: 40 })).toEqual({ is: 'wait', seconds: 40 });
  });

  it('if a new CSRF token does not help', () => {
    expect(decide(sent(), answer(403, { code: 'csrf' })).is).toBe('wait');
  });
});

describe('it asks the person', () => {
  it.each([[401, 'signed_out', 'sign-in'], [403, 'reauthentication_required', 'sign-in'], [403, 'consent_required', 'consent']])(
    'on %i %s', (status, code, ask) => {
      expect(decide(sent(), answer(status, { code }))).toEqual({ is: 'ask', ask });
    });
});

describe('it is parked', () => {
  it.each([400, 403, 404, 405, 409, 413, 415, 422])('on %i', (status) => {
    expect(decide(sent(), answer(status, { code: 'no' }))).toEqual({ is: 'parked', problem: { code: 'no', path: '' } });
  });

  it('with the first error that the server names', () => {
    const errors = [{ path: '/felt_at', code: 'in_future', message: '' }];
    expect(decide(sent(), answer(400, { errors }))).toEqual({ is: 'parked', problem: { code: 'in_future', path: '/felt_at' } });
  });

  it('with the status if the answer has no code', () => {
    expect(decide(sent(), answer(418))).toEqual({ is: 'parked', problem: { code: 'http-418', path: '' } });
  });
});

describe('a zone that the server does not know', () => {
  const errors = [{ path: '/zone', code: 'unknown_zone', message: '' }];

  it('is replaced by the offset at the time', () => {
    const summer = { ...body, felt_at: '2026-07-01T09:00:00Z', zone: 'America/New_York' };
    expect(decide(sent({ body: summer }), answer(400, { errors }))).toEqual({ is: 'changed', body: { ...summer, zone: 'Etc/GMT+4' } });
  });

  it('is parked if even the offset is unknown', () => {
    expect(decide(sent({ body: { ...body, zone: 'Etc/GMT-1' } }), answer(400, { errors })).is).toBe('parked');
  });
});

describe('a deletion', () => {
  const deletion = sent({ verb: 'delete', body: null });

  it('is acknowledged by 204', () => {
    expect(decide(deletion, answer(204))).toEqual({ is: 'deleted', revision: null });
  });

  it('is acknowledged if the server never had the entry', () => {
    expect(decide(deletion, answer(404, { code: 'not_found' }))).toEqual({ is: 'deleted', revision: null });
  });

  it('is not acknowledged by a 404 or 200 from something other than the API', () => {
    expect(decide(deletion, answer(404)).is).toBe('parked');
    expect(decide(deletion, answer(200, undefined, '<html>')).is).toBe('wait');
  });
});
