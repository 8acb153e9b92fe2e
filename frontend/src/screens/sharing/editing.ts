/** The form for changing a share, and the changes made in it. */
import { localDate } from '../../logic/felt';
import { excessLength } from '../../logic/length';
import type { MessageKey } from '../../messages';
import { isDate } from '../../logic/dates';
import { TOPIC, endOf, isEndDay, isPin } from './making';
import type { Section, Share, ShareChange } from './shares';

export interface Edited {
  sections: Section[];
  since: 'all' | 'day';
  firstDay: string;
  heldBack: number;
  topic: string;
  lastDay: string;
  pin: 'keep' | 'new' | 'none';
  newPin: string;
}

export const edited = (share: Share): Edited => ({
  sections: [...share.sections], since: share.from === null ? 'all' : 'day', firstDay: share.from ?? '',
  heldBack: share.hold_back_days, topic: share.topic ?? '', lastDay: localDate(new Date(share.expires_at)),
  pin: 'keep', newPin: '',
});

/** Why the form can't be saved; null when it can. */
export function obstacleTo(form: Edited, share: Share, today: string = localDate(new Date())): MessageKey | null {
  if (!form.sections.some((one) => one !== 'people')) return 'newShare.nothing';
  if (form.since === 'day' && !isDate(form.firstDay)) return 'newShare.firstDayNone';
  if (excessLength(form.topic, TOPIC) > 0) return 'newShare.topicLong';
  if (form.lastDay !== edited(share).lastDay && !isEndDay(form.lastDay, today)) return 'newShare.lastDayNone';
  return form.pin === 'new' && !isPin(form.newPin) ? 'newShare.pinNot' : null;
}

/** Only the changes: an unchanged field neither widens a share nor requires a password. */
export function changeIn(form: Edited, share: Share): ShareChange {
  const before = edited(share);
  const from = form.since === 'all' ? null : form.firstDay;
  const topic = form.topic.trim() || null;
  return {
    ...(form.sections.join() !== before.sections.join() && { sections: form.sections }),
    ...(from !== share.from && { from }),
    ...(form.heldBack !== share.hold_back_days && { hold_back_days: form.heldBack }),
    ...(topic !== share.topic && { topic }),
    ...(form.lastDay !== before.lastDay && { expires_at: endOf(form.lastDay) }),
    ...(form.pin === 'new' && { pin: form.newPin }),
    ...(form.pin === 'none' && { pin: null }),
  };
}
