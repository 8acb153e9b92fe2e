/** The practice that was chosen last, for as long as it can be taken back. */

let latest: { id: string; until: number } | null = null;

/** The ten seconds begin where Undo is first seen. */
export function handOver(id: string): void {
  latest = { id, until: Infinity };
}

/** Milliseconds that Undo is still offered for this practice. */
export function undoLeft(id: string, now = Date.now()): number {
  if (latest?.id !== id) return 0;
  latest.until = Math.min(latest.until, now + 10_000);
  return Math.max(0, latest.until - now);
}

export function forgetLatest(): void {
  latest = null;
}
