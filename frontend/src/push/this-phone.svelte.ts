/** The state of push on this phone, for the screens: one reactive value. */
import { device } from '../store';
import { live } from '../parts/frame/live.svelte';
import { allowHere, permissionHere, reconcileHere, supportHere } from './here';
import type { PushState } from './reconcile';

/**
 * `off`: notifications are allowed, but the server doesn't have this phone. `unreachable`: it couldn't be asked. `refused`
 * and `tooMany`: it refused.
 */
export type PhonePushState =
  | 'on' | 'off' | 'ask' | 'denied' | 'homeScreen' | 'none' | 'pushRefused' | 'tooMany' | 'refused' | 'unreachable';

function named(pushState: PushState): PhonePushState | null {
  if (pushState.is === 'push-refused') return 'pushRefused';
  if (pushState.is === 'no-push') return 'none';
  if (pushState.is === 'refused') return pushState.code === 'too_many' ? 'tooMany' : 'refused';
  return null;
}

/** Call during a component's initialisation. */
export function thisPhone() {
  const known = live(() => device.get(), null);
  const support = supportHere();
  let permission = $state(permissionHere());
  let refusal = $state<PhonePushState | null>(null);
  let working = $state(false);

  const pushState = $derived.by((): PhonePushState => {
    if (support !== 'yes') return support === 'no' ? 'none' : 'homeScreen';
    if (permission !== 'granted') return permission === 'default' ? 'ask' : 'denied';
    return refusal ?? (known.value ? 'on' : 'off');
  });

  async function ask(action: () => Promise<PushState>): Promise<void> {
    if (working) return;
    working = true;
    try {
      refusal = named(await action());
    } catch {
      refusal = 'unreachable';
    }
    permission = permissionHere();
    working = false;
  }

  return {
    get pushState() {
      return pushState;
    },
    get working() {
      return working;
    },
    get device() {
      return known.value;
    },
    ready: () => known.ready,
    allow: () => ask(allowHere),
    reconcile: () => ask(reconcileHere),
    /** Reads the permission again, which the person may have changed in the browser's settings. */
    look: () => {
      permission = permissionHere();
    },
  };
}
