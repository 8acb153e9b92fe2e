/** Everything as one file, from the phone or from the server. */
import { localDate } from '../../logic/felt';
import { t } from '../../messages';
import { exportLocal } from '../../store';

/** Hands a file to the browser's own downloads. */
export function download(data: unknown): void {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = t('data.fileName', { date: localDate(new Date()) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function downloadFromPhone(): Promise<void> {
  download(await exportLocal());
}
