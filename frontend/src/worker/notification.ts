/**
 * Turns a push into a notification. Pure. Every push shows one, since browsers end subscriptions that stay silent; the only
 * exception is a nudge that was already answered on this phone (`sw.ts`).
 */
import neutral from 'noticing:neutral';
import { bestLanguage } from '../logic/spoken';
import { SOMETHING } from '../logic/tapped';
import { OWN_DIRECTION } from '../push/own-words';
import type { NudgeChoice } from '../store/database/rows';

const OPENS = 'check-in';

/** A notification in the format of Declarative Web Push; any part may be missing or malformed. */
export type PushNotification = Partial<
  Record<'title' | 'lang' | 'dir' | 'tag' | 'silent' | 'actions' | 'data' | 'navigate', unknown>
>;

interface Action {
  action: string;
  title: string;
}

export interface NotificationArgs {
  title: string;
  options: NotificationOptions & { actions: Action[] };
}

/** What the page stored about this phone. */
export interface Preferences {
  /** The preferred languages, best first. */
  languages: readonly string[];
  /** Whether the neutral icon is in use. */
  plain: boolean;
  /** The actions that the person chose; undefined for those of the push. */
  actions: readonly NudgeChoice[] | undefined;
}

/** What handling a click needs to know. */
export interface NudgeData {
  nudge: string | null;
  reminder: string | null;
  /** 1, plus one for each time "later" was chosen. */
  round: number | null;
}

/** Parses the notification from a push; empty if it can't be read. */
export function parsePush(text: string | null): PushNotification {
  try {
    const { notification } = JSON.parse(text ?? '') as { notification?: PushNotification };
    return typeof notification === 'object' && notification !== null ? notification : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value : null);

export function nudgeDataOf(data: unknown): NudgeData {
  const { nudge, reminder, round } = (data ?? {}) as Record<keyof NudgeData, unknown>;
  return { nudge: textOf(nudge), reminder: textOf(reminder), round: typeof round === 'number' ? round : null };
}

/**
 * `ownWords` is the person's own text, from this phone's store; a push never carries it. `most` is how many actions the
 * browser shows.
 */
// The server chose the language of the push's text; the phone's own texts follow it.
export function notificationFor(
  from: PushNotification, ownWords: string | null, most: number, { languages, plain, actions }: Preferences,
): NotificationArgs {
  const own = neutral[bestLanguage(neutral, [textOf(from.lang) ?? '', ...languages])];
  return {
    title: ownWords ?? textOf(from.title) ?? own.title,
    options: {
      tag: textOf(from.tag) ?? 'noticing',
      lang: ownWords ? '' : (textOf(from.lang) ?? ''),
      dir: ownWords ? OWN_DIRECTION : from.dir === 'rtl' ? 'rtl' : 'ltr',
      silent: from.silent === true,
      icon: plain ? '/icons/plain-192.png' : '/icons/icon-192.png',
      badge: plain ? '/icons/plain-badge-96.png' : '/icons/badge-96.png',
      actions: limited(chosen(actionsOf(from.actions), actions, own.something), most),
      data: { ...nudgeDataOf(from.data), navigate: textOf(from.navigate) },
    },
  };
}

/** How to show a notification again that was just closed. */
export function shownAs({ title, tag, lang, dir, silent, icon, badge, data, ...more }: Notification): NotificationArgs {
  const { actions = [] } = more as { actions?: readonly Action[] };
  return { title, options: { tag, lang, dir, silent, icon, badge, data, actions: [...actions] } };
}

/** A push without actions, such as a test, gets none; one that doesn't open Now has no check-in among them. */
function chosen(given: Action[], wanted: Preferences['actions'], something: string): Action[] {
  if (!wanted || given.length === 0) return given;
  const all = given.some(({ action }) => action === OPENS) ? [...given, { action: SOMETHING, title: something }] : given;
  return [OPENS, ...wanted].flatMap((code) => all.filter(({ action }) => action === code));
}

/** If there isn't room for all actions, drops the one that a tap on the notification does anyway. */
function limited(actions: Action[], most: number): Action[] {
  const kept = actions.length > most ? actions.filter(({ action }) => action !== OPENS) : actions;
  return kept.slice(0, most);
}

function actionsOf(actions: unknown): Action[] {
  const all = (Array.isArray(actions) ? actions : []) as Record<string, unknown>[];
  return all.flatMap((each) => {
    const [action, title] = [textOf(each?.action), textOf(each?.title)];
    return action && title ? [{ action, title }] : [];
  });
}
