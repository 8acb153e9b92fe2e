/** What is asked of the server one thing at a time, with a proof of who one is where it asks for that. */
import { untrack } from 'svelte';
import { say } from '../you/problems';
import type { Reply } from './sending';

export interface Proving {
  readonly working: boolean;
  /** What goes on once the proof was given; null where none is asked for. */
  readonly waits: (() => Promise<void>) | null;
  said: string;
  /** `done` hears of it once it is. */
  ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void>;
  cancel(): void;
}

/** To be called while a component is set up. */
export function proving(): Proving {
  let working = $state(false);
  let waits = $state.raw<(() => Promise<void>) | null>(null);
  let said = $state('');

  async function ask<T>(action: () => Promise<Reply<T>>, done: (data: T) => Promise<void> | void): Promise<void> {
    if (untrack(() => working)) return;
    [working, said] = [true, ''];
    const reply = await untrack(action);
    waits = reply.is === 'proof' ? () => ask(action, done) : null;
    if (reply.is === 'problem') said = say(reply.code);
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
    get said() {
      return said;
    },
    set said(words) {
      said = words;
    },
    ask,
    cancel: () => (waits = null),
  };
}
