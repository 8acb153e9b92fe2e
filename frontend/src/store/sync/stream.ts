/** An answer that is read while it comes. `server.ts` reads answers whole, and waits for none as long as this may take. */
import { Unreachable, type ApiProblem } from '../outcome';

export interface Coming {
  status: number;
  headers: Headers;
  /** What stands in the way; then there is nothing to read. */
  problem?: ApiProblem | undefined;
  /** Throws `Unreachable` where it ends before its end, and once the signal says so. */
  chunks(): AsyncGenerator<Uint8Array>;
}

export async function coming(response: Response): Promise<Coming> {
  const { status, headers } = response;
  const problem = response.ok ? undefined : await (response.json() as Promise<ApiProblem>).catch(() => undefined);
  return { status, headers, problem, chunks: () => read(response) };
}

async function* read(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reached(() => reader.read());
    if (done) return;
    yield value;
  }
}

async function reached<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new Unreachable('The answer did not come to its end.', { cause });
  }
}
