/** The draft of a new share. It survives the end of the app, until the share is made. */
import { FieldDraft } from '../../parts/frame/field-draft';
import { recall } from '../../parts/frame/session';
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

const textOf = (): string => JSON.stringify({ ...draft, pin: '' });
const stored = new FieldDraft('share', JSON.stringify(fresh()), NAME);

/** Resolves once a draft that was left behind is restored. */
export const restored = stored.form<Draft>(textOf).then((found) => void Object.assign(draft, found));

/** Call after every change. The PIN is kept only in memory: a reload asks for it again. */
export const saveDraft = (): void => stored.typed(textOf());

export function forgetShare(): void {
  Object.assign(draft, fresh());
  void stored.end(textOf());
}
