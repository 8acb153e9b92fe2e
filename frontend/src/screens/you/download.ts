/** Exports everything as one file, from the phone or from the server. */
import { counting, type ExportForm } from '../../logic/export-count';
import { localDate } from '../../logic/felt';
import { t } from '../../messages';
import { appName } from '../../plain';
import { exportLocal, reach, unsent, type ApiProblem, type LocalExport } from '../../store';
import { withUnsent, type Unsent } from '../../store/entries/copy';
import { streamed } from '../../store/sync/stream';

/** How many entries have arrived, of how many. */
export interface Progress {
  n: number;
  of: number;
}

export type Taken = { file: Blob } | { problem: ApiProblem | undefined };

const types: Record<ExportForm, string> = { json: 'application/json', csv: 'text/csv' };

/** Uses the app's name on this phone, since others may see the list of downloads. */
export const fileName = (form: ExportForm): string =>
  t('data.fileName', { name: appName().toLowerCase(), date: localDate(new Date()), form });

/** Hands a file to the browser's downloads. */
export function download(file: Blob, form: ExportForm): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = fileName(form);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function downloadFromPhone(): Promise<void> {
  download(asFile(await exportLocal()), 'json');
}

const asFile = (whole: object): Blob => new Blob([JSON.stringify(whole, null, 2)], { type: types.json });

/** Adds what is on this phone only to the server's JSON, if there is anything; only the server makes CSV. */
async function completed(file: Blob, mine: Unsent): Promise<Blob> {
  if (mine.kept.length + mine.gone.length + mine.ownHelp.length === 0) return file;
  return asFile(withUnsent(JSON.parse(await file.text()) as LocalExport, mine));
}

/** Reports progress with each chunk. Throws `Unreachable` if the download is incomplete. */
export async function fromServer(
  form: ExportForm, signal: AbortSignal, say: (progress: Progress) => void,
): Promise<Taken> {
  const mine = form === 'json' ? await unsent() : null;
  const answer = await streamed(await reach(`/api/export/?as=${form}`, signal));
  if (answer.status !== 200) return { problem: answer.problem };
  const of = Number(answer.headers.get('Entries'));
  const count = counting(form);
  const pieces: BlobPart[] = [];
  say({ n: 0, of });
  for await (const piece of answer.chunks()) {
    pieces.push(piece as Uint8Array<ArrayBuffer>);
    // Lines after the entries don't belong to the promised number.
    say({ n: Math.min(count(piece), of), of });
  }
  const file = new Blob(pieces, { type: types[form] });
  return { file: mine ? await completed(file, mine) : file };
}
