/** Makes requests one at a time, with a proof of identity when the server requires it. */
import { untrack } from 'svelte';
import { isOfField, say } from '../you/problems';
import type { Reply } from './sending';

export interface Proving {
  readonly working: boolean;
  /** The request to repeat once the proof is given; null when none is required. */
  readonly waits: (() => Promise<void>) | null;
  message: string;
  /** The code of a problem of what was typed, which belongs at its field; `message` is empty then. */
  wrong: string | null;
  /** Calls `done` with the result. */
  ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void>;
  cancel(): void;
}

/** Call during a component's initialisation. `fields`: the screen shows `wrong` at its fields. */
export function proving({ fields = false } = {}): Proving {
  let working = $state(false);
  let waits = $state.raw<(() => Promise<void>) | null>(null);
  let message = $state('');
  let wrong = $state<string | null>(null);

  async function ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void> {
    if (untrack(() => working)) return;
    [working, message, wrong] = [true, '', null];
    const reply = await untrack(action);
    waits = reply.is === 'proof' ? () => ask(action, done) : null;
    if (reply.is === 'problem' && fields && isOfField(reply.code)) wrong = reply.code;
    else if (reply.is === 'problem') message = say(reply.code);
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
    get wrong() {
      return wrong;
    },
    set wrong(code) {
      wrong = code;
    },
    ask,
    cancel: () => (waits = null),
  };
}
