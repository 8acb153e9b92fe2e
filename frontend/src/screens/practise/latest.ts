/** The entry kept last, which can be undone until its screen is left. */

let latest: string | null = null;

export function handOver(id: string): void {
  latest = id;
}

export const isLatest = (id: string): boolean => latest === id;

export function forgetLatest(): void {
  latest = null;
}
