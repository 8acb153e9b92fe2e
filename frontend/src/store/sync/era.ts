/** Revisions before and after a restore of the server from a backup. */

/** `manage.py restore` adds this to every counter (backend/backups/afterwards.py). */
export const RESTORE_OFFSET = 1_000_000;

/** How often the server had been restored when it gave this revision. */
export const era = (revision: number): number => Math.floor(revision / RESTORE_OFFSET);
