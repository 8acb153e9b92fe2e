/** The practice chosen last, while it can be undone. */

let latest: { id: string; until: number } | null = null;

/** The ten seconds begin when Undo is first shown. */
export function handOver(id: string): void {
  latest = { id, until: Infinity };
}

/** Milliseconds left for Undo of this practice. */
export function undoLeft(id: string, now = Date.now()): number {
  if (latest?.id !== id) return 0;
  latest.until = Math.min(latest.until, now + 10_000);
  return Math.max(0, latest.until - now);
}

export function forgetLatest(): void {
  latest = null;
}
