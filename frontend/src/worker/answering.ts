/** What somebody tapped on a notification: kept first, then sent; without a network it goes out at the next visit. */
import type { Database } from '../store/database';
import { keepAnswer, sendAnswers } from '../store/errand';
import type { NudgeAnswer } from '../store/rows';
import { serverFor } from './wire';

const ACTIONS: Record<string, NudgeAnswer['action']> = { later: 'later', 'not-today': 'not-today' };

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
