/** The country that helplines are proposed for, from the phone's settings alone: nothing is looked up or stored. */

const MEMBERS_OF_EU = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
  'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
];

export interface Proposal {
  /** ISO 3166-1, or EU. */
  country: string;
  /** What it was told from. */
  from: 'zone' | 'language';
}

/** Newer browsers have the method, older ones the property, some neither. */
interface WithZones {
  getTimeZones?(): string[] | undefined;
  timeZones?: string[];
}

function zonesOf(region: string): string[] {
  const locale = new Intl.Locale('und', { region }) as WithZones;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** Asia/Calcutta and Asia/Kolkata are one zone. */
const canonical = (timeZone: string): string => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;

/** Not UTC or GMT+5, which say nothing of a country. */
const namesPlace = (zone: string): boolean => zone.includes('/') && !zone.startsWith('Etc/');

const regionOf = (language: string): string | undefined => new Intl.Locale(language).region;

/**
 * By the time zone. Only if that names no place, or the browser doesn't know the zones of a country, by the first region
 * among `languages`: many phones outside the United States are set to US English. Null if that country isn't listed.
 *
 * @param listed ISO 3166-1 codes, and EU for those of its members that have no entry of their own
 */
export function proposedCountry(listed: readonly string[], zone: string, languages: readonly string[]): Proposal | null {
  const entryOf = (region: string): string => (!listed.includes(region) && MEMBERS_OF_EU.includes(region) ? 'EU' : region);
  const propose = (region: string | undefined, from: Proposal['from']): Proposal | null =>
    region !== undefined && listed.includes(entryOf(region)) ? { country: entryOf(region), from } : null;

  const here = canonical(zone);
  if (!namesPlace(here) || !zonesOf('US').length) return propose(languages.map(regionOf).find(Boolean), 'language');
  const regions = [...listed.filter((code) => code !== 'EU'), ...MEMBERS_OF_EU];
  const region = regions.find((one) => zonesOf(one).includes(here))
    ?? regions.find((one) => zonesOf(one).map(canonical).includes(here)); // slower, and rarely needed
  return propose(region, 'zone');
}
