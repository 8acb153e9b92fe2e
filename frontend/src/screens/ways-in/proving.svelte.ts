/** Makes requests one at a time, with a proof of identity when the server requires it. */
import { untrack } from 'svelte';
import { say } from '../you/problems';
import type { Reply } from './sending';

export interface Proving {
  readonly working: boolean;
  /** The request to repeat once the proof is given; null when none is required. */
  readonly waits: (() => Promise<void>) | null;
  message: string;
  /** Calls `done` with the result. */
  ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void>;
  cancel(): void;
}

/** Call during a component's initialisation. */
export function proving(): Proving {
  let working = $state(false);
  let waits = $state.raw<(() => Promise<void>) | null>(null);
  let message = $state('');

  async function ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void> {
    if (untrack(() => working)) return;
    [working, message] = [true, ''];
    const reply = await untrack(action);
    waits = reply.is === 'proof' ? () => ask(action, done) : null;
    if (reply.is === 'problem') message = say(reply.code);
    if (reply.is === 'done') await done(reply.data);
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
    set message(words) {
      message = words;
    },
    ask,
    cancel: () => (waits = null),
  };
}
