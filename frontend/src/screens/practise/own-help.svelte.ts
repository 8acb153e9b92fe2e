/** The person's own list for "Too much". Lines to show while the app is locked are also stored where no lock seals them. */
import { isSame, lineIn, newLine, textOf, withChanges, type Line, type NamedLine } from '../../logic/own-help';
import { live, type Live } from '../../parts/frame/live.svelte';
import { draft, ownHelp, setDraft } from '../../store';

const KEY = 'noticing.own-help';

/** Call during a component's initialisation. */
export const ownLines = (): Live<NamedLine[] | null> => live(ownHelp, []);

let saving: Promise<unknown> = Promise.resolve();

/**
 * `before` is the line as this window read or wrote it last: what another window has changed since stays. One at a time.
 * Rejects with `StorageFailed`.
 */
export function saveLine(line: NamedLine, before: Line): Promise<void> {
  const mine = saving.then(async () => {
    const now = await draft(line.name); // null while the app is locked, too
    await setDraft(line.name, textOf(now === null ? line : withChanges(lineIn(now), before, line)));
    await storeShown();
  });
  saving = mine.catch(() => {});
  return mine;
}

/** Of lines from a file, those that aren't here. */
export async function linesNewHere(lines: readonly Line[]): Promise<Line[]> {
  const here = (await ownHelp()) ?? [];
  return lines.filter((line) => !here.some((one) => isSame(one, line)));
}

/** Rejects with `StorageFailed`. */
export async function addLines(lines: readonly Line[]): Promise<void> {
  for (const line of await linesNewHere(lines)) await saveLine({ ...newLine(line.kind), ...line }, newLine(line.kind));
}

/** Stores anew what is shown while the app is locked; does nothing while it is, since no line can be read then. */
export async function storeShown(): Promise<void> {
  const lines = await ownHelp();
  if (lines) showWhileLocked(lines);
}

function showWhileLocked(lines: readonly Line[]): void {
  const shown = lines.filter((line) => line.shown).map(({ kind, text, number }) => ({ kind, text, number }));
  try {
    if (shown.length > 0) localStorage.setItem(KEY, JSON.stringify(shown));
    else localStorage.removeItem(KEY);
  } catch {
    // Then nothing is shown while the app is locked.
  }
}

export function shownWhileLocked(): Omit<Line, 'shown'>[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Omit<Line, 'shown'>[];
  } catch {
    return [];
  }
}

export const forgetOwnHelp = (): void => showWhileLocked([]);
