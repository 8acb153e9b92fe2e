/** The version of the consent page that was agreed to during sign-up; gone with the tab. */
import { consent } from '../../catalogue-more';
import { recall, remember } from '../../parts/frame/session';
import { account, type Outcome } from '../../store';
import { attempt } from './problems';

export const agree = (version: string): void => remember('agreed', version);
export const agreed = (): string | null => recall('agreed');
export const agreementGiven = (): void => remember('agreed', null);

/** If only the consent request fails, the account exists all the same: a notice asks for consent again. */
export const consenting = <T extends unknown[]>(signUp: (...given: T) => Promise<Outcome>) =>
  async (...given: T): Promise<Outcome> => {
    const outcome = await signUp(...given);
    if (outcome.ok && (await attempt(() => account.giveConsent(consent.version))).ok) agreementGiven();
    return outcome;
  };
