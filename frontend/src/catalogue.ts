/** What the app offers, by code, with its words: the same files that the server serves at `/api/content/`. */
import structure from '../../backend/content/catalogue.json';
import en from '../../backend/content/languages/en/catalogue.json';
import { language } from './messages';

const texts = { en }[language];

type Texts = typeof en;
export type SensationCode = keyof Texts['sensations'];
export type QuestionCode = keyof Texts['questions'];
export type ResponseCode = keyof Texts['responses'];
export type MomentCode = keyof Texts['moments'];
export type NowCode = keyof Texts['now'];

const as = <Code extends string>(code: string): Code => code as Code;

export const sensations = structure.sensations.map(({ code }) => ({
  code: as<SensationCode>(code),
  ...texts.sensations[as<SensationCode>(code)],
}));

export const questions = structure.questions.map(({ code }) => ({
  code: as<QuestionCode>(code),
  ...texts.questions[as<QuestionCode>(code)],
}));

export const responses = structure.responses.map(({ code, kind }) => ({
  code: as<ResponseCode>(code),
  kind,
  ...texts.responses[as<ResponseCode>(code)],
}));

export const moments = structure.moments.map((code) => ({
  code: as<MomentCode>(code),
  label: texts.moments[as<MomentCode>(code)],
}));

export const nows = structure.now.map((code) => ({ code: as<NowCode>(code), label: texts.now[as<NowCode>(code)] }));

export const settling = structure.settling.map(({ code }) => ({
  code,
  ...texts.settling[as<keyof Texts['settling']>(code)],
}));

/** What a nudge says, unless somebody has written words of their own for it. */
export const nudge = texts.nudge;

export const consent = { version: structure.consent.version, ...texts.consent };

interface Labelled {
  code: string;
  label: string;
}

/** The label of a code; the code itself when a later version of the app made it. */
export const labelOf = (list: Labelled[], code: string): string =>
  list.find((one) => one.code === code)?.label ?? code;
