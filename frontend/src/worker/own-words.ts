/** The person's own text for a reminder, read from this phone's store. */
import type { Database } from '../store/database/database';
import type { Reminder } from '../store/types';

/** Null if the reminder uses the neutral text, or its own can't be read. */
export async function ownWordsOf(database: Database, reminder: string | null): Promise<string | null> {
  if (!reminder) return null;
  try {
    const row = await database.read((tx) => tx.objectStore('entries').get(['reminders', reminder]));
    if (!row?.data || row.deleted) return null;
    const { wording, own_words } = await database.codec.open<Reminder>(row.data);
    return wording === 'own' && own_words?.trim() ? own_words : null;
  } catch {
    return null;
  }
}
