/** One line about a person: the nickname, whether it feels safe, the colour and what was noticed. */
import { labelOf } from '../../catalogue';
import { colors, safeEnough, signs } from '../../catalogue-more';
import { timesNoticed } from '../../logic/people';
import { t } from '../../messages';
import type { Person } from '../../store';

export function personInWords(person: Person): string {
  const { nickname, safe, color } = person;
  const noticed = signs
    .map(({ code, label }) => ({ label, n: timesNoticed(person, code) }))
    .filter(({ n }) => n > 0)
    .map(({ label, n }) => `${label}: ${t('people.signs.times', { n })}`);
  const said = [nickname, safe && labelOf(safeEnough, safe), color && labelOf(colors, color), ...noticed];
  return said.filter(Boolean).join(' · ');
}
