/** What else the app offers, by code, with its words: all that the first screen can do without. */
import { consent as consentIs, settling as settlingCodes } from '../../backend/content/catalogue.json';
import en from 'noticing:catalogue/en/rest';
import { language } from './messages';

const texts = { en }[language];

type Texts = typeof en;

export const settling = settlingCodes.map(({ code }) => ({
  code,
  ...texts.settling[code as keyof Texts['settling']],
}));

/** What a nudge says, unless somebody has written words of their own for it. */
export const nudge = texts.nudge;

export const consent = { version: consentIs.version, ...texts.consent };
