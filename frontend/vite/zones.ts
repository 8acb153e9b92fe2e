/**
 * The present names of zones that browsers and systems still report under an old one: `noticing:zone-names` has
 * `Europe/Kyiv` for `Europe/Kiev`. From CLDR (UTS 35, "Time Zone Identifiers"), which knows which names are one place.
 * tzdata's own links don't say that: there Africa/Asmera is a link to Africa/Nairobi.
 */
import cldr from 'cldr-bcp47/bcp47/timezone.json' with { type: 'json' };
import type { Plugin } from 'vite';

interface Place {
  _description: string;
  /** All its names; the first one never changes, and is what Chromium reports. */
  _alias?: string;
  /** Its present name in tzdata, if that isn't the first. */
  _iana?: string;
}

const NAMES = '\0noticing:zone-names';
/** Names that say region and city. Others are those of a country or an offset: `US/Eastern`, `Portugal`, `EST5EDT`. */
const HAS_CITY = /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;

/**
 * Renamed zones, and those named by a country or an offset. Other cities that have become one zone keep their names
 * (Europe/Uzhgorod is no longer a zone of its own, but isn't Kyiv).
 */
export function presentNames(): Record<string, string> {
  const places: (Place | string)[] = Object.values(cldr.keyword.u.tz);
  return Object.fromEntries(places.flatMap((place) => (typeof place === 'string' ? [] : renamedIn(place))));
}

function renamedIn({ _alias = '', _iana }: Place): [string, string][] {
  const [first = '', ...others] = _alias.split(' ');
  const present = _iana ?? first;
  return [first, ...others.filter((name) => !HAS_CITY.test(name))]
    .filter((name) => name !== present)
    .map((name) => [name, present]);
}

export function zones(): Plugin {
  return {
    name: 'noticing-zones',
    load: (id) => (id === NAMES ? `export default ${JSON.stringify(presentNames())};` : undefined),
  };
}
