/** Changes a share, one request at a time, asking for the password when the server requires it. */
import { t, type MessageKey } from '../../messages';
import { asksPassword, say } from '../you/problems';
import { changeShare, type Share, type ShareChange } from './shares';

export interface Changing {
  readonly working: boolean;
  /** The request to repeat once the password is given; null when none is required. */
  readonly waits: (() => Promise<void>) | null;
  readonly message: string;
  change(change: ShareChange, done?: MessageKey): Promise<void>;
  cancel(): void;
}

/** Call during a component's initialisation. `changed` receives the new share. */
export function changing(id: () => string, changed: (share: Share) => Promise<void> | void): Changing {
  let working = $state(false);
  let waits = $state.raw<(() => Promise<void>) | null>(null);
  let message = $state('');

  async function attempt(change: ShareChange, done?: MessageKey): Promise<void> {
    const { status, data, problem } = await changeShare(id(), change);
    waits = asksPassword(problem) ? () => make(change, done) : null;
    if (status === 200) await changed(data);
    if (!waits) message = status === 200 ? (done ? t(done) : '') : say(problem?.code ?? 'general');
  }

  async function make(change: ShareChange, done?: MessageKey): Promise<void> {
    if (working) return;
    [working, message] = [true, ''];
    await attempt(change, done).catch(() => (message = say('unreachable')));
    working = false;
  }

  return {
    get working() {
      return working;
    },
    get waits() {
      return waits;
    },
    get message() {
      return message;
    },
    change: make,
    cancel: () => (waits = null),
  };
}
