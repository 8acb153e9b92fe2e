/** The ways to open a lock. */
import { t, type MessageKey } from '../../messages';
import { NoKeyInIt, NoPasskey } from './passkey';

export const SHORTEST = { pin: 4, passphrase: 12 } as const;
export const MINUTES = [0, 1, 5, 15] as const;

export type Typed = keyof typeof SHORTEST;

/** What is wrong with a PIN or passphrase; null when it is fine. */
export function fault(way: Typed, words: string, again: string): MessageKey | null {
  if (way === 'pin' && !/^\d*$/.test(words)) return 'lock.digits';
  if ([...words].length < SHORTEST[way]) return way === 'pin' ? 'lock.longerPin' : 'lock.longerPassphrase';
  return words === again ? null : 'lock.differ';
}

export const minutesChoices = (): { code: string; label: string }[] =>
  MINUTES.map((minutes) => ({
    code: String(minutes), label: minutes === 0 ? t('lock.outOfSight') : t('lock.after', { n: minutes }),
  }));

/** The message for a passkey that didn't open the lock, where there is nothing else to choose. */
export const passkeyRefused = (cause: unknown): string =>
  cause instanceof NoKeyInIt || cause instanceof NoPasskey ? t('lock.passkeyOnly') : t('problems.general');

/** The message for a passkey that couldn't be made, where a passphrase or a PIN can be chosen too. */
export function passkeyProblem(cause: unknown): string {
  if (cause instanceof NoKeyInIt) return t('lock.noPrf');
  if (cause instanceof NoPasskey) return t('lock.noPasskey');
  return t('problems.general');
}
