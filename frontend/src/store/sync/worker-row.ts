/** What the page stores for the service worker, and what the worker stores to be sent. Used by both. */
import type { Database, Reading, Writing } from '../database/database';
import type { WorkerRow, NudgeAnswer } from '../database/rows';
import type { Answer } from './server';
import { stopFor } from './stop';

const EMPTY: WorkerRow = { token: null, device: null, declined: false, language: null, plain: false };

export async function workerRowOf(tx: Reading | Writing): Promise<WorkerRow> {
  return (await tx.objectStore('errand').get('errand')) ?? { ...EMPTY };
}

export async function setWorkerRow(tx: Writing, change: Partial<WorkerRow>): Promise<void> {
  await tx.objectStore('errand').put({ ...(await workerRowOf(tx)), ...change }, 'errand');
}

export async function clearWorkerRows(tx: Writing): Promise<void> {
  await tx.objectStore('errand').clear();
  await tx.objectStore('answers').clear();
}

export async function keepAnswer(database: Database, answer: NudgeAnswer): Promise<void> {
  await database.write((tx) => tx.objectStore('answers').put(answer));
}

type Send = (method: string, path: string, body: unknown) => Promise<Answer>;

/**
 * Sends the queued answers. One that the server refuses is dropped: its nudge belongs to another account, or is long gone.
 */
export async function sendAnswers(database: Database, send: Send): Promise<void> {
  const waiting = await database.read((tx) => tx.objectStore('answers').getAll());
  for (const answer of waiting.sort((a, b) => a.at - b.at)) {
    const { nudge, action, round } = answer;
    const reply = await send('PUT', `/api/nudges/${nudge}/response/`, { action, round });
    if (!isTaken(reply, nudge) && stopFor(reply)) return;
    await database.write((tx) => removeAnswer(tx, answer));
  }
}

/** A captive portal answers 200 to everything. */
function isTaken({ status, data }: Answer, nudge: string): boolean {
  return status === 200 && (data as { id?: string } | null)?.id === nudge;
}

/** Unless there is a newer answer by now. */
async function removeAnswer(tx: Writing, { nudge, at }: NudgeAnswer): Promise<void> {
  const present = await tx.objectStore('answers').get(nudge);
  if (present?.at === at) await tx.objectStore('answers').delete(nudge);
}
