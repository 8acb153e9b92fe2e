/** Parses an export in a worker, so that the page stays responsive however large the file is. */
import { read, type Brought, type Incoming } from '../../../logic/import/document';
import type { Refusal } from '../../../logic/import/refusal';

/** The entries are posted in slices; the result, or the refusal, comes last. */
export type Message = { slice: Incoming[] } | { end: Brought | Refusal };

const SLICE = 500;
const tell = (message: Message): void => postMessage(message);

async function reading(file: File): Promise<Brought | Refusal> {
  try {
    return read(await file.text());
  } catch {
    return { is: 'unreadable' };
  }
}

addEventListener('message', async ({ data }: MessageEvent<File>) => {
  const found = await reading(data);
  if (found.is !== 'read') return tell({ end: found });
  for (let at = 0; at < found.entries.length; at += SLICE) tell({ slice: found.entries.slice(at, at + SLICE) });
  tell({ end: { ...found, entries: [] } });
});
