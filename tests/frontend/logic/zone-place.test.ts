import presentNames from 'noticing:zone-names';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../frontend/src/logic/zone-place';

describe('a zone in words', () => {
  it.each([
    ['Europe/Lisbon', 'Lisbon'], ['America/New_York', 'New York'], ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
    ['Africa/Porto-Novo', 'Porto-Novo'],
  ])('is the place in its name: %s, %s', (zone, place) => {
    expect(placeOf(zone)).toBe(place);
  });

  it.each([
    ['Europe/Kiev', 'Europe/Kyiv', 'Kyiv'], ['Asia/Calcutta', 'Asia/Kolkata', 'Kolkata'],
    ['America/Godthab', 'America/Nuuk', 'Nuuk'], ['Asia/Saigon', 'Asia/Ho_Chi_Minh', 'Ho Chi Minh'],
    ['Africa/Asmera', 'Africa/Asmara', 'Asmara'], ['Pacific/Truk', 'Pacific/Chuuk', 'Chuuk'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires', 'Buenos Aires'],
  ])('has the place’s present name under the old one and the new one: %s and %s, %s', (old, present, place) => {
    expect([placeOf(old), placeOf(present)]).toEqual([place, place]);
  });

  it.each([
    ['Europe/Oslo', 'Oslo'], ['Africa/Accra', 'Accra'], ['Europe/Uzhgorod', 'Uzhgorod'], ['America/Montreal', 'Montreal'],
    ['Arctic/Longyearbyen', 'Longyearbyen'], ['Europe/Busingen', 'Busingen'],
  ])('stays the place itself, if only the rules are another’s: %s, %s', (zone, place) => {
    expect(placeOf(zone)).toBe(place);
  });

  it.each([
    ['US/Eastern', 'New York'], ['GB', 'London'], ['PRC', 'Shanghai'], ['W-SU', 'Moscow'], ['EST5EDT', 'New York'],
    ['UTC', 'UTC'], ['Etc/UTC', 'UTC'], ['Etc/GMT', 'UTC'], ['GMT', 'UTC'], ['Etc/GMT-3', 'UTC+3'], ['Etc/GMT+11', 'UTC-11'],
  ])('has a name where none is in it: %s, %s', (zone, place) => {
    expect(placeOf(zone)).toBe(place);
  });

  it('is never a path, whatever this engine calls its zones', () => {
    const zones = [...Intl.supportedValuesOf('timeZone'), ...Object.keys(presentNames)];
    expect(zones.length).toBeGreaterThan(400);
    expect(zones.map(placeOf).filter((place) => /[/_]/.test(place) || !place)).toEqual([]);
  });
});
