/** The state of push on this phone, for the screens: one reactive value. */
import { device } from '../store';
import { live } from '../parts/frame/live.svelte';
import { allowHere, permissionHere, reconcileHere, supportHere } from './here';
import type { Standing } from './reconcile';

/**
 * `off`: notifications are allowed, but the server doesn't have this phone. `unreachable`: it couldn't be asked. `refused`
 * and `tooMany`: it refused.
 */
export type PhoneStanding =
  | 'on' | 'off' | 'ask' | 'denied' | 'homeScreen' | 'none' | 'pushRefused' | 'tooMany' | 'refused' | 'unreachable';

function named(standing: Standing): PhoneStanding | null {
  if (standing.is === 'push-refused') return 'pushRefused';
  if (standing.is === 'no-push') return 'none';
  if (standing.is === 'refused') return standing.code === 'too_many' ? 'tooMany' : 'refused';
  return null;
}

/** Call during a component's initialisation. */
export function thisPhone() {
  const known = live(() => device.get(), null);
  const support = supportHere();
  let permission = $state(permissionHere());
  let refusal = $state<PhoneStanding | null>(null);
  let working = $state(false);

  const standing = $derived.by((): PhoneStanding => {
    if (support !== 'yes') return support === 'no' ? 'none' : 'homeScreen';
    if (permission !== 'granted') return permission === 'default' ? 'ask' : 'denied';
    return refusal ?? (known.value ? 'on' : 'off');
  });

  async function ask(action: () => Promise<Standing>): Promise<void> {
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
    get standing() {
      return standing;
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
