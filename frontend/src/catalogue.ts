/** The parts of a check-in, by code, with their texts: from the same files that the server serves at `/api/content/`. */
import {
  places as placeSides, questions, responses as responseKinds, sensations as sensationPlaces,
} from '../../backend/content/catalogue.json';
import { firstTexts } from './language';

const texts = firstTexts.catalogue;

type Texts = typeof texts;
export type PlaceCode = keyof Texts['places'];
export type Side = 'front' | 'back';
export type SensationCode = keyof Texts['sensations'];
export type QuestionCode = keyof Texts['questions'];
export type ResponseCode = keyof Texts['responses'];
export type MomentCode = keyof Texts['moments'];
export type NowCode = keyof Texts['now'];

const as = <Code extends string>(code: string): Code => code as Code;

/** The places of the body from head to feet, with the sides that each is visible from. */
export const places = placeSides.map(({ code, sides }) => ({
  code: as<PlaceCode>(code),
  sides: sides as Side[],
  label: texts.places[as<PlaceCode>(code)],
}));

export const sensations = sensationPlaces.map(({ code, place }) => ({
  code: as<SensationCode>(code),
  place: place as PlaceCode | null,
  ...texts.sensations[as<SensationCode>(code)],
}));

/** Where a sensation is usually felt; null when there is no such place. */
export const usualPlace = (code: string): PlaceCode | null => sensations.find((one) => one.code === code)?.place ?? null;

/** In their order; their texts are loaded with the screens that ask them. */
export const questionCodes = questions.map(({ code }) => as<QuestionCode>(code));

/** Names only; `catalogue-more.ts` has their full texts. */
export const responses = responseKinds.map(({ code, kind }) => ({
  code: as<ResponseCode>(code),
  kind,
  label: texts.responses[as<ResponseCode>(code)].label,
}));

interface Labelled {
  code: string;
  label: string;
}

/** The label of a code; the code itself if a later version of the app made it. */
export const labelOf = (list: Labelled[], code: string): string =>
  list.find((one) => one.code === code)?.label ?? code;
