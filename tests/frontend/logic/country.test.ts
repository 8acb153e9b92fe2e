/** The country that helplines are proposed for: by the time zone, else by the first language's region. */
import { describe, expect, it } from 'vitest';
import { proposedCountry } from '../../../frontend/src/logic/country';

const LISTED = ['AR', 'DE', 'ES', 'EU', 'GB', 'IN', 'MX', 'PE', 'US'];

const proposed = (zone: string, ...languages: string[]) => proposedCountry(LISTED, zone, languages);

describe('a time zone', () => {
  it.each([
    ['America/Lima', 'PE'],
    ['Europe/Madrid', 'ES'],
    ['Atlantic/Canary', 'ES'],
    ['Africa/Ceuta', 'ES'],
    ['America/Tijuana', 'MX'],
    ['Pacific/Honolulu', 'US'],
    ['Europe/Berlin', 'DE'],
  ])('proposes the country that it lies in: %s, %s', (zone, country) => {
    expect(proposed(zone)).toEqual({ country, from: 'zone' });
  });

  it.each([
    ['Asia/Kolkata', 'IN'],
    ['Asia/Calcutta', 'IN'],
    ['America/Argentina/Buenos_Aires', 'AR'],
    ['America/Buenos_Aires', 'AR'],
    ['US/Pacific', 'US'],
    ['GB', 'GB'],
  ])('is known by its other names: %s, %s', (zone, country) => {
    expect(proposed(zone)).toEqual({ country, from: 'zone' });
  });

  it.each(['Europe/Lisbon', 'Europe/Warsaw', 'Asia/Nicosia'])(
    'of a member of the EU without an entry of its own proposes the EU: %s', (zone) => {
      expect(proposed(zone)).toEqual({ country: 'EU', from: 'zone' });
    });

  it('goes before the region of a language', () => {
    expect(proposed('America/Lima', 'es-ES')).toEqual({ country: 'PE', from: 'zone' });
  });

  it.each(['Asia/Tokyo', 'Europe/Zurich', 'America/Sao_Paulo', 'Indian/Reunion'])(
    'of a country that is not listed proposes none, whatever the language: %s', (zone) => {
      expect(proposed(zone, 'en-US')).toBeNull();
    });
});

describe('without a time zone that names a place', () => {
  it.each(['UTC', 'Etc/UTC', 'Etc/GMT+5', 'GMT'])('the region of the first language is proposed: %s', (zone) => {
    expect(proposed(zone, 'es-MX', 'en-US')).toEqual({ country: 'MX', from: 'language' });
  });

  it.each([
    ['pt-PT', 'EU'],
    ['en-Latn-GB', 'GB'],
  ])('a region is read from %s', (language, country) => {
    expect(proposed('UTC', language)).toEqual({ country, from: 'language' });
  });

  it('a language without a region is passed over', () => {
    expect(proposed('UTC', 'es', 'es-PE')).toEqual({ country: 'PE', from: 'language' });
  });

  it.each([[[]], [['es']], [['es-419', 'en-US']], [['ja-JP', 'en-US']]])('%s propose none', (languages) => {
    expect(proposed('UTC', ...languages)).toBeNull();
  });
});

it('a member of the EU is proposed as itself only if it is listed, and not at all without the EU', () => {
  expect(proposedCountry(['GB'], 'Europe/Lisbon', [])).toBeNull();
  expect(proposedCountry(['PT', 'EU'], 'Europe/Lisbon', [])).toEqual({ country: 'PT', from: 'zone' });
});

describe('a browser that knows no zones of a country', () => {
  const known = Intl.Locale;
  const { getTimeZones, timeZones } = Object.getOwnPropertyDescriptors(known.prototype) as PropertyDescriptorMap;

  it('proposes by the region of the language', () => {
    Object.defineProperty(known.prototype, 'getTimeZones', { value: undefined, configurable: true });
    Object.defineProperty(known.prototype, 'timeZones', { value: undefined, configurable: true });
    try {
      expect(proposed('America/Lima', 'es-ES')).toEqual({ country: 'ES', from: 'language' });
    } finally {
      for (const [name, was] of Object.entries({ getTimeZones, timeZones })) {
        delete (known.prototype as unknown as Record<string, unknown>)[name];
        if (was) Object.defineProperty(known.prototype, name, was);
      }
    }
  });
});
