/** Zones in words. */
import presentNames from 'noticing:zone-names';

/** Of a zone without a place: `UTC+3` for `Etc/GMT-3`. POSIX signs are inverted. */
const offsetOf = (zone: string): string =>
  zone.replace(/^Etc\/GMT([+-])/, (_, sign) => (sign === '-' ? 'UTC+' : 'UTC-')).replace(/^Etc\/.*/, 'UTC');

/** The present name of the zone's place, without its region: `Kyiv` for `Europe/Kiev`, `Lisbon` for `Europe/Lisbon`. */
export function placeOf(zone: string): string {
  const present = presentNames[zone] ?? zone;
  return present.startsWith('Etc/') ? offsetOf(present) : present.split('/').at(-1)!.replaceAll('_', ' ');
}
