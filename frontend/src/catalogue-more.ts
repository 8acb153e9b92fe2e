/** What else the app offers, by code, with its words: all that the first screen can do without. */
import { consent as consentIs, help as helpByCountry, settling as settlingCodes } from '../../backend/content/catalogue.json';
import en from 'noticing:catalogue/en/rest';
import { language } from './messages';

const texts = { en }[language];

type Texts = typeof en;

export const settling = settlingCodes.map(({ code }) => ({
  code,
  ...texts.settling[code as keyof Texts['settling']],
}));

export interface Line {
  name: string;
  number: string;
  /** Whether one can write to it too. */
  text: boolean;
  url: string | null;
  /** The official page that the number was seen on, and the day. */
  source: string;
  seen: string;
}

export interface HelpIn {
  /** ISO 3166-1, or EU. */
  country: string;
  lines: Line[];
  emergency: Pick<Line, 'number' | 'source' | 'seen'> | null;
}

export const help: HelpIn[] = helpByCountry;

/** What a nudge says, unless somebody has written words of their own for it. */
export const nudge = texts.nudge;

export const consent = { version: consentIs.version, ...texts.consent };
