/** The version of the consent page that was agreed to on the way to an account; gone with the tab. */
import { recall, remember } from '../../parts/session';

export const agree = (version: string): void => remember('agreed', version);
export const agreed = (): string | null => recall('agreed');
export const agreementGiven = (): void => remember('agreed', null);
