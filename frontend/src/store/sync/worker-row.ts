/** What the page leaves for the service worker, and what the worker leaves to be sent. Both sides use this file. */
import type { Database, Reading, Writing } from '../database/database';
import type { WorkerRow, NudgeAnswer } from '../database/rows';
import type { Answer } from './server';
import { halted } from './verdict';

const NOTHING: WorkerRow = { token: null, device: null, declined: false, language: null, plain: false };

export async function workerRowOf(tx: Reading | Writing): Promise<WorkerRow> {
  return (await tx.objectStore('errand').get('errand')) ?? { ...NOTHING };
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

/** Sends what waits. Whatever the server says no to is let go: the nudge is another account's, or long gone. */
export async function sendAnswers(database: Database, send: Send): Promise<void> {
  const waiting = await database.read((tx) => tx.objectStore('answers').getAll());
  for (const answer of waiting.sort((a, b) => a.at - b.at)) {
    const { nudge, action } = answer;
    const reply = await send('PUT', `/api/nudges/${nudge}/response/`, { action });
    if (!isTaken(reply, nudge) && halted(reply)) return;
    await database.write((tx) => letGo(tx, answer));
  }
}

/** A network that signs people in answers 200 to everything. */
function isTaken({ status, data }: Answer, nudge: string): boolean {
  return status === 200 && (data as { id?: string } | null)?.id === nudge;
}

/** Unless somebody has answered anew meanwhile. */
async function letGo(tx: Writing, { nudge, at }: NudgeAnswer): Promise<void> {
  const present = await tx.objectStore('answers').get(nudge);
  if (present?.at === at) await tx.objectStore('answers').delete(nudge);
}
