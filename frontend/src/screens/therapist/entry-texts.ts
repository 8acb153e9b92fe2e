/** Renders each kind of entry for the therapist's page. */
import { labelOf, responses, sensations } from '../../catalogue';
import { beliefs, bracedFor, mets, moments, nows, practices, promptGroups, questions, skills, whose } from '../../catalogue-more';
import { sharedKinds, type SharedKind } from '../../kinds/kinds';
import { locale } from '../../language';
import { t } from '../../messages';
import { UNSURE } from '../../logic/felt-places';
import { whereIs } from '../../parts/body/marks';
import { draftOf } from '../../parts/entries/say-it';
import type { Report, SharedEntries, SharedEntry, SharedPage, SharedPractice, SharedRepair, SharedSensation } from './requests';
import { entryText, type EntryText } from './entry-text';

const listed = new Intl.ListFormat(locale, { type: 'conjunction' });
const prompts = promptGroups.flatMap((group) => group.prompts.map(({ code, text }) => ({ code, label: text })));

const named = ({ code, label }: SharedSensation): string =>
  code === 'own' ? (label ?? t('therapist.own')) : labelOf(sensations, code);

/** Each sensation once, with all its places and its greatest strength. */
function felt(sensation: string, marks: SharedSensation[]): string {
  const said = marks.map(({ strength }) => strength).filter((strength) => strength !== null);
  const name = said.length > 0 ? t('therapist.strength', { sensation, strength: Math.max(...said) }) : sensation;
  const places = marks.map(whereIs).filter((place) => place !== null);
  return places.length > 0 ? t('therapist.placed', { sensation: name, places: places.join('; ') }) : name;
}

/** Each sensation; of a check-in made on the body without a word, only its places. */
function allFelt(marks: SharedSensation[]): string[] {
  const places = marks.map(whereIs).filter((place) => place !== null);
  if (places.length > 0 && marks.every(({ code }) => code === UNSURE)) return places;
  const names = [...new Set(marks.map(named))];
  return names.map((name) => felt(name, marks.filter((one) => named(one) === name)));
}

const checkIn = (entry: SharedEntry): EntryText => entryText(entry, [
  { question: null, text: entry.note },
  ...questions.map(({ code, text }) => ({ question: text, text: entry.answers?.[code] })),
], [
  ...allFelt(entry.sensations ?? []),
  ...(entry.responses ?? []).map((code) => labelOf(responses, code)),
  entry.moment && labelOf(moments, entry.moment),
  entry.longing != null && t('therapist.longing', { n: entry.longing }),
  entry.fear != null && t('therapist.fear', { n: entry.fear }),
  entry.now && t('therapist.now', { now: labelOf(nows, entry.now) }),
]);

/** A small truth, or a moment of receiving. */
const practice = (entry: SharedPractice): EntryText => entryText(entry, [
  { question: t('therapist.practices.bracing'), text: entry.bracing },
  { question: t('therapist.practices.happened'), text: entry.happened },
], [
  labelOf(practices, entry.practice),
  entry.met && t('therapist.practices.met', { how: labelOf(mets, entry.met) }),
  ...entry.beliefs.map((code) => t('therapist.practices.belief', { belief: labelOf(beliefs, code) })),
]);

const quoted = (list: Parameters<typeof labelOf>[0], codes: string[]): string =>
  listed.format(codes.map((code) => t('therapist.quoted', { text: labelOf(list, code) })));

/** A repair. */
const repair = (entry: SharedRepair): EntryText => entryText(entry, [
  { question: t('therapist.repairs.what'), text: entry.what },
  { question: t('therapist.repairs.came'), text: entry.came },
  { question: t('therapist.repairs.sayIt'), text: draftOf(entry.say_it ?? null) },
], [
  t(`therapist.repairs.${entry.state}`),
  entry.whose && t('therapist.repairs.whose', { whose: labelOf(whose, entry.whose) }),
  entry.expected.length > 0 && t('therapist.repairs.expected', { what: quoted(bracedFor, entry.expected) }),
  entry.skills.length > 0 && t('therapist.repairs.tried', { skills: quoted(skills, entry.skills) }),
]);

/** The text under its prompt; if words aren't shared, only that something was written. */
function page(entry: SharedPage): EntryText {
  const prompt = entry.prompt && labelOf(prompts, entry.prompt);
  if (entry.text) return entryText(entry, [{ question: prompt, text: entry.text }], [t('therapist.journal.page')]);
  return entryText(entry, [], [prompt ? t('therapist.journal.to', { prompt }) : t('therapist.journal.freely')]);
}

const RENDER: { [K in SharedKind]: (entry: SharedEntries[K]) => EntryText } = { practices: practice, repairs: repair, journal: page };

function textsOf<K extends SharedKind>(kind: K, report: Report): EntryText[] {
  const entries = (report[kind]?.entries ?? []) as SharedEntries[K][];
  return entries.map(RENDER[kind]);
}

/** All entries by kind, in the report's order. */
export const entryTexts = (report: Report): Record<'check-ins' | SharedKind, EntryText[]> => ({
  'check-ins': report.entries.map(checkIn),
  ...Object.fromEntries(sharedKinds.map((kind) => [kind, textsOf(kind, report)])) as Record<SharedKind, EntryText[]>,
});
