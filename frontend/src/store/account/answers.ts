/** Turns the server's answers into outcomes for the screens. */
import { StorageFailed, Unreachable, type FieldProblem, type Outcome } from '../outcome';
import type { Answer } from '../sync/server';

export const OK: Outcome = { ok: true };
export const failed = (code: string, message = '', field: string | null = null): Outcome =>
  ({ ok: false, problems: [{ field, code, message }] });

/** Turns `Unreachable` and `StorageFailed` into failed outcomes; rethrows anything else. */
export async function attempt(action: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Unreachable) return failed('unreachable');
    if (cause instanceof StorageFailed) return failed('storage');
    throw cause;
  }
}

/**
 * Reads allauth's `{errors: [{message, code, param}]}` or this API's own problem. Messages are for logs; the screens go by
 * the code.
 */
export function outcomeOf({ status, data, problem }: Answer, good: number): Outcome {
  if (status === good) return OK;
  const named = (data as { errors?: unknown } | null)?.errors;
  const errors = problem?.errors ?? (Array.isArray(named) ? named : []);
  const problems = errors.map((error: { code: string; message: string; param?: string; path?: string }): FieldProblem =>
    ({ field: error.param ?? (error.path?.slice(1) || null), code: error.code, message: error.message }));
  return problems.length ? { ok: false, problems } : failed(problem?.code ?? codeOf(status), problem?.detail);
}

function codeOf(status: number): string {
  if (status === 429) return 'too_many';
  return status >= 500 ? 'server' : `http-${status}`;
}
