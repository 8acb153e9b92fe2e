/** The person's own list for "Too much". Lines to show while the app is locked are also stored where no lock seals them. */
import { isSame, newLine, textOf, type Line, type NamedLine } from '../../logic/own-help';
import { live, type Live } from '../../parts/frame/live.svelte';
import { ownHelp, setDraft } from '../../store';

const KEY = 'noticing.own-help';

/** Call during a component's initialisation. Empty while the app is locked. */
export const ownLines = (): Live<NamedLine[]> => live(ownHelp, []);

/** Rejects with `StorageFailed`. */
export async function saveLine(line: NamedLine): Promise<void> {
  await setDraft(line.name, textOf(line));
  showWhileLocked(await ownHelp());
}

/** Of lines from a file, those that aren't here. */
export async function linesNewHere(lines: readonly Line[]): Promise<Line[]> {
  const here = await ownHelp();
  return lines.filter((line) => !here.some((one) => isSame(one, line)));
}

/** Rejects with `StorageFailed`. */
export async function addLines(lines: readonly Line[]): Promise<void> {
  for (const line of lines) await saveLine({ ...newLine(line.kind), ...line });
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
