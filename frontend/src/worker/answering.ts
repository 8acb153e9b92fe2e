/** What somebody tapped on a notification: kept first, then sent; without a network it goes out at the next visit. */
import type { Database } from '../store/database/database';
import { workerRowOf, keepAnswer, sendAnswers, setWorkerRow } from '../store/sync/worker-row';
import type { NudgeAnswer } from '../store/database/rows';
import type { Carried } from './notification';
import { serverFor } from './wire';

const ACTIONS: Record<string, NudgeAnswer['action']> = { later: 'later', 'not-today': 'not-today' };

/** So many answered nudges are remembered; none is sent again for longer than an hour. */
const REMEMBERED = 50;

/** A tap beside the actions opens the app, and so does "Check in". */
export const actionOf = (tapped: string): NudgeAnswer['action'] => ACTIONS[tapped] ?? 'opened';

export async function answerNudge(database: Database, nudge: string, action: NudgeAnswer['action']): Promise<void> {
  try {
    await keepAnswer(database, { nudge, action, at: Date.now() });
    const { send } = await serverFor(database);
    await sendAnswers(database, send);
  } catch {
    // Off-line, or storage that says no: nothing that a closed app could say to anyone.
  }
}

/** Remembers which round was answered, since a server that lost its worker may send it again. */
export async function rememberAnswered(database: Database, { nudge, round }: Carried): Promise<void> {
  if (nudge === null || round === null) return;
  await database.write(async (tx) => {
    const others = Object.entries((await workerRowOf(tx)).answered ?? {}).filter(([id]) => id !== nudge);
    await setWorkerRow(tx, { answered: Object.fromEntries([...others.slice(1 - REMEMBERED), [nudge, round]]) });
  });
}

/** Whether this very round was answered on this phone. "Later" brings the next one. */
export async function isAnswered(database: Database, { nudge, round }: Carried): Promise<boolean> {
  if (nudge === null || round === null) return false;
  const { answered } = await database.read(workerRowOf);
  return round <= (answered?.[nudge] ?? 0);
}
