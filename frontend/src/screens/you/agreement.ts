/** The version of the consent page that was agreed to on the way to an account; gone with the tab. */
import { consent } from '../../catalogue-more';
import { recall, remember } from '../../parts/frame/session';
import { account, type Outcome } from '../../store';
import { attempt } from './problems';

export const agree = (version: string): void => remember('agreed', version);
export const agreed = (): string | null => recall('agreed');
export const agreementGiven = (): void => remember('agreed', null);

/** An account whose consent didn't arrive is an account all the same: the notice asks for it again. */
export const consenting = <T extends unknown[]>(signUp: (...given: T) => Promise<Outcome>) =>
  async (...given: T): Promise<Outcome> => {
    const outcome = await signUp(...given);
    if (outcome.ok && (await attempt(() => account.giveConsent(consent.version))).ok) agreementGiven();
    return outcome;
  };
