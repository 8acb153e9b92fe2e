/** The share that is being made. It outlives a reload and a visit to another room, until it is made or the tab closes. */
import { recall, remember } from '../../parts/frame/session';
import { fresh, type Draft } from './making';

const NAME = 'share';

function recalled(): Draft {
  try {
    return { ...fresh(), ...(JSON.parse(recall(NAME) ?? '{}') as Partial<Draft>) };
  } catch {
    return fresh();
  }
}

export const draft = $state<Draft>(recalled());

/** To be called whenever it has changed. The PIN stays in memory alone: after a reload it is asked for again. */
export const saveDraft = (): void => remember(NAME, JSON.stringify({ ...draft, pin: '' }));

export function forgetShare(): void {
  Object.assign(draft, fresh());
  remember(NAME, null);
}
