/** The rest of the catalogue, by code, with its texts: everything the first screen doesn't need. */
import {
  beliefs as beliefCodes, consent as consentIs, journal as journalGroups, met as metCodes,
  moments as momentCodes, now as nowCodes, people, practices as practiceCodes, received as receivedCodes,
  repair as repairCodes, settling as settlingCodes,
} from '../../backend/content/catalogue.json';
import { directories as helpElsewhere, help as helpByCountry } from '../../backend/content/help.json';
import { questionCodes, responses, type MomentCode, type NowCode } from './catalogue';
import { otherTexts } from './language';
import type { Sign } from './logic/people';
import type { Person } from './store';

const texts = (await otherTexts()).catalogue;

type Texts = typeof texts;

/** The three questions, as they are asked. */
export const questions = questionCodes.map((code) => ({ code, ...texts.questions[code] }));

/** With what each may once have protected. */
export const responsesInFull = responses.map((one) => ({ ...one, ...texts.responses[one.code] }));

export const moments = momentCodes.map((code) => ({ code: code as MomentCode, label: texts.moments[code as MomentCode] }));

export const nows = nowCodes.map((code) => ({ code: code as NowCode, label: texts.now[code as NowCode] }));

export const settling = settlingCodes.map(({ code }) => ({
  code,
  ...texts.settling[code as keyof Texts['settling']],
}));

export const practices = practiceCodes.map(({ code, group }) => ({
  code,
  group,
  ...texts.practices[code as keyof Texts['practices']],
}));

/** Any other practice is a small truth. */
export const isReceiving = (practice: string): boolean =>
  practices.some(({ code, group }) => code === practice && group === 'receiving');

/** How a practice was met. */
export const mets = metCodes.map((code) => ({ code, label: texts.met[code as keyof Texts['met']] }));

export const beliefs = beliefCodes.map((code) => ({ code, label: texts.beliefs[code as keyof Texts['beliefs']] }));

/** Whose a rupture was. */
export const whose = repairCodes.whose.map((code) => ({ code, label: texts.repair.whose[code as keyof Texts['repair']['whose']] }));

/** What one braces for in conflict, learned early. */
export const bracedFor = repairCodes.braced_for.map((code) => (
  { code, label: texts.repair.braced_for[code as keyof Texts['repair']['braced_for']] }));

/** Four of listening, then five of sharing. */
export const skills = repairCodes.skills.map(({ code, group }) => ({
  code,
  group,
  ...texts.repair.skills[code as keyof Texts['repair']['skills']],
}));

/** Whether closeness with somebody feels safe enough. */
export const safeEnough = people.safe.map((code) => ({ code, label: texts.people.safe[code as keyof Texts['people']['safe']] }));

export const colors = people.colors.map((code) => (
  { code: code as NonNullable<Person['color']>, label: texts.people.colors[code as keyof Texts['people']['colors']] }));

/** What may be noticed with somebody, in the catalogue's order. */
export const signs = (['welcoming', 'careful'] as const).flatMap((group) =>
  people[group].map((code) => ({ code: code as Sign, group, label: (texts.people[group] as Record<string, string>)[code] ?? code })));

export type Weight = 'light' | 'medium' | 'heavy';

export interface Prompt {
  code: string;
  text: string;
}

export interface PromptGroup {
  code: string;
  weight: Weight;
  label: string;
  prompts: Prompt[];
}

function promptGroup({ code, weight, prompts }: (typeof journalGroups)[number]): PromptGroup {
  const { label, prompts: prompted } = texts.journal[code as keyof Texts['journal']];
  return {
    code, weight: weight as Weight, label,
    prompts: prompts.map((prompt) => ({ code: prompt, text: (prompted as Record<string, string>)[prompt]! })),
  };
}

/** Journal prompts. */
export const promptGroups = journalGroups.map(promptGroup);

/** What a reader of a shared page may say with "I have read this". */
export const received = receivedCodes.map((code) => ({ code, label: texts.received[code as keyof Texts['received']] }));

/** The official page that a fact comes from, and the day it was checked. */
export interface Seen {
  source: string;
  seen: string;
}

export type Topic = 'crisis' | 'violence';

export interface Line extends Seen {
  topic: Topic;
  name: string;
  /** The only city that the line serves; null for the whole country. */
  place: string | null;
  number: string;
  /** Whether the number takes calls. */
  call: boolean;
  /** Whether the number takes text messages. */
  text: boolean;
  /** What a text begins with, if the source says so. */
  word: string | null;
  /** What to press once the call is answered. */
  option: string | null;
  /** When it is open, Monday to Friday except public holidays; null: at all hours, or the source names none. */
  hours: { from: string; to: string } | null;
  /** Whether the line is for women only. */
  women: boolean;
  /** ISO 639-1, if the source names languages beyond the country's own. */
  languages: string[];
  url: string | null;
}

export interface HelpIn {
  /** ISO 3166-1, or EU. */
  country: string;
  lines: Line[];
  emergency: (Seen & Pick<Line, 'number'>) | null;
}

export interface Directory extends Seen {
  name: string;
  url: string;
}

export const help = helpByCountry as HelpIn[];

/** Lists of helplines in many countries, for countries without a nationwide line here. */
export const directories: Directory[] = helpElsewhere;

/** What a nudge says, unless the person has written their own text. */
export const nudge = texts.nudge;

export const consent = { version: consentIs.version, ...texts.consent };
