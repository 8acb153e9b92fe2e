/** Whether the account's server can send mail, as far as this phone knows. */
import type { Account } from '../store';

export const mailIsAvailable = (account: Account | null | undefined): boolean =>
  account?.email_available ?? account?.email_to_be_had ?? false;
