/** Answers to notifications: stored first, then sent; without a network they are sent at the next visit. */
import type { Database } from '../store/database/database';
import { workerRowOf, keepAnswer, sendAnswers, setWorkerRow } from '../store/sync/worker-row';
import type { NudgeAnswer } from '../store/database/rows';
import type { NudgeData } from './notification';
import { serverFor } from './wire';

const ACTIONS: Record<string, NudgeAnswer['action']> = { later: 'later', 'not-today': 'not-today' };

/** How many answered nudges are remembered. None is sent again after more than an hour. */
const REMEMBERED = 50;

/** A tap on the notification itself opens the app, and so does "Check in". */
export const actionOf = (tapped: string): NudgeAnswer['action'] => ACTIONS[tapped] ?? 'opened';

export async function answerNudge(database: Database, { nudge, round }: NudgeData, action: NudgeAnswer['action']): Promise<void> {
  if (nudge === null) return;
  try {
    await keepAnswer(database, { nudge, action, round, at: Date.now() });
    await sendWaiting(database);
  } catch {
    // Off-line, or storage failed: a closed app can't report it.
  }
}

async function sendWaiting(database: Database): Promise<void> {
  const { send } = await serverFor(database);
  await sendAnswers(database, send);
}

/** Sends the answers that still wait: a push shows that there is a network. */
export async function sendAfterPush(database: Database): Promise<void> {
  try {
    await sendWaiting(database);
  } catch {
    // As above.
  }
}

/** Remembers which round was answered, since a server whose worker crashed may send it again. */
export async function rememberAnswered(database: Database, { nudge, round }: NudgeData): Promise<void> {
  if (nudge === null || round === null) return;
  await database.write(async (tx) => {
    const others = Object.entries((await workerRowOf(tx)).answered ?? {}).filter(([id]) => id !== nudge);
    await setWorkerRow(tx, { answered: Object.fromEntries([...others.slice(1 - REMEMBERED), [nudge, round]]) });
  });
}

/** Whether this round was already answered on this phone. "Later" starts the next round. */
export async function isAnswered(database: Database, { nudge, round }: NudgeData): Promise<boolean> {
  if (nudge === null || round === null) return false;
  const { answered } = await database.read(workerRowOf);
  return round <= (answered?.[nudge] ?? 0);
}
