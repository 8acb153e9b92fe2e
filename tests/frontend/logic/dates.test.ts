import { describe, expect, it } from 'vitest';
import dates from '../../api/dates.json';
import { EARLIEST, LATEST, isDate } from '../../../frontend/src/logic/dates';

/** The server says the same: tests/api/test_dates.py reads the same file. */
describe('a date', () => {
  it('is accepted between the server’s bounds', () => {
    expect([EARLIEST, LATEST]).toEqual([dates.earliest, dates.latest]);
    expect(dates.accepted.filter((text) => !isDate(text))).toEqual([]);
  });

  it('is refused in a two-digit, an ancient or a distant year, and if it isn’t one', () => {
    expect([...dates.out_of_range, ...dates.no_date].filter(isDate)).toEqual([]);
  });
});
