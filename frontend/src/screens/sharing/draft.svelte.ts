/** The draft of a new share. It survives a reload and a visit to another room, until the share is made or the tab closes. */
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

/** Call after every change. The PIN is kept only in memory: a reload asks for it again. */
export const saveDraft = (): void => remember(NAME, JSON.stringify({ ...draft, pin: '' }));

export function forgetShare(): void {
  Object.assign(draft, fresh());
  remember(NAME, null);
}
