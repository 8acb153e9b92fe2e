import { describe, expect, it } from 'vitest';
import { uuid7 } from '../../../frontend/src/logic/uuid7';

const TIME = Date.parse('2099-01-01T00:00:00Z'); // later than the clock, so that each test begins a new millisecond

describe('an id made on the phone', () => {
  it('is a UUID of version 7 and variant 10', () => {
    expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('begins with the time in milliseconds', () => {
    const head = uuid7(TIME).replaceAll('-', '').slice(0, 12);
    expect(Number.parseInt(head, 16)).toBe(TIME);
  });

  it('sorts in creation order, even thousands in one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => uuid7(TIME + 1));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps its order when the clock goes back', () => {
    const before = uuid7(TIME + 100_000);
    expect(uuid7(TIME) > before).toBe(true);
  });
});
