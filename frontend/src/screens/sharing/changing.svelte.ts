/** A share that is being changed: one thing at a time, with the password where that is asked for. */
import { t, type MessageKey } from '../../messages';
import { asksPassword, say } from '../you/problems';
import { changeShare, type Share, type ShareChange } from './shares';

export interface Changing {
  readonly working: boolean;
  /** What goes on once the password was given; null where it isn't asked for. */
  readonly waits: (() => Promise<void>) | null;
  readonly said: string;
  change(change: ShareChange, done?: MessageKey): Promise<void>;
  cancel(): void;
}

/** To be called while a component is set up. `changed` hears of the share as it is then. */
export function changing(id: () => string, changed: (share: Share) => Promise<void> | void): Changing {
  let working = $state(false);
  let waits = $state.raw<(() => Promise<void>) | null>(null);
  let said = $state('');

  async function attempt(change: ShareChange, done?: MessageKey): Promise<void> {
    const { status, data, problem } = await changeShare(id(), change);
    waits = asksPassword(problem) ? () => make(change, done) : null;
    if (status === 200) await changed(data);
    if (!waits) said = status === 200 ? (done ? t(done) : '') : say(problem?.code ?? 'general');
  }

  async function make(change: ShareChange, done?: MessageKey): Promise<void> {
    if (working) return;
    [working, said] = [true, ''];
    await attempt(change, done).catch(() => (said = say('unreachable')));
    working = false;
  }

  return {
    get working() {
      return working;
    },
    get waits() {
      return waits;
    },
    get said() {
      return said;
    },
    change: make,
    cancel: () => (waits = null),
  };
}
