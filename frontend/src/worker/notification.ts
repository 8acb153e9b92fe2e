/**
 * What a push becomes on the screen. Pure. Whatever came, something is shown, since browsers end a subscription that is
 * silent; the one exception is a nudge that was answered on this phone.
 */
import neutral from 'noticing:neutral';
import { spoken } from '../logic/spoken';

const OPENS = 'check-in';

/** A notification as Declarative Web Push writes it; every part may be missing or be something else. */
type Said = Partial<Record<'title' | 'lang' | 'dir' | 'tag' | 'silent' | 'actions' | 'data', unknown>>;

export interface Shown {
  title: string;
  options: NotificationOptions & { actions: { action: string; title: string }[] };
}

/** What a click on it needs to know. */
export interface Carried {
  nudge: string | null;
  reminder: string | null;
  /** 1, and one more each time that "later" was chosen. */
  round: number | null;
}

/** The notification in a push's text; nothing at all when that can't be read. */
export function said(text: string | null): Said {
  try {
    const { notification } = JSON.parse(text ?? '') as { notification?: Said };
    return typeof notification === 'object' && notification !== null ? notification : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value : null);

export function carried(data: unknown): Carried {
  const { nudge, reminder, round } = (data ?? {}) as Record<keyof Carried, unknown>;
  return { nudge: textOf(nudge), reminder: textOf(reminder), round: typeof round === 'number' ? round : null };
}

/**
 * `ownWords` are the person's own, from this phone's store; a push never carries them. `most` is how many actions the
 * browser shows, `languages` what is spoken here, the best one first.
 */
// The server has chosen the language of what it says; the neutral line is for what can't be read.
export function shown(
  from: Said, ownWords: string | null, most: number, languages: readonly string[], plain: boolean,
): Shown {
  return {
    title: ownWords ?? textOf(from.title) ?? neutral[spoken(neutral, languages)],
    options: {
      tag: textOf(from.tag) ?? 'noticing',
      lang: ownWords ? '' : (textOf(from.lang) ?? ''),
      dir: ownWords ? 'auto' : from.dir === 'rtl' ? 'rtl' : 'ltr',
      silent: from.silent === true,
      icon: plain ? '/icons/plain-192.png' : '/icons/icon-192.png',
      badge: plain ? '/icons/plain-badge-96.png' : '/icons/badge-96.png',
      actions: fitting(actionsOf(from.actions), most),
      data: carried(from.data),
    },
  };
}

/** Where there is no room for all, the first to go is what a tap beside the actions does anyway. */
function fitting<A extends { action: string }>(actions: A[], most: number): A[] {
  const kept = actions.length > most ? actions.filter(({ action }) => action !== OPENS) : actions;
  return kept.slice(0, most);
}

function actionsOf(actions: unknown): { action: string; title: string }[] {
  const all = (Array.isArray(actions) ? actions : []) as Record<string, unknown>[];
  return all.flatMap((each) => {
    const [action, title] = [textOf(each?.action), textOf(each?.title)];
    return action && title ? [{ action, title }] : [];
  });
}
