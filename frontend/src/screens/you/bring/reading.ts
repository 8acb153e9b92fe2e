/** Reads a chosen file into entries, or a refusal. */
import type { Brought, Incoming } from '../../../logic/import/document';
import { refusalBySize, type Refusal } from '../../../logic/import/refusal';
import type { Message } from './reading.worker';

/** Rejects if the worker can't be started. */
export async function readFile(file: File): Promise<Brought | Refusal> {
  return refusalBySize(file) ?? readInWorker(file);
}

function readInWorker(file: File): Promise<Brought | Refusal> {
  const worker = new Worker(new URL('./reading.worker.ts', import.meta.url), { type: 'module' });
  const entries: Incoming[] = [];
  return new Promise<Brought | Refusal>((resolve, reject) => {
    worker.onerror = reject;
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('slice' in data) entries.push(...data.slice);
      else resolve(data.end.is === 'read' ? { ...data.end, entries } : data.end);
    };
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
