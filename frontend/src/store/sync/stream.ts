/** Reads an answer as a stream. `server.ts` reads answers whole and with a timeout, which this may exceed. */
import { Unreachable, type ApiProblem } from '../outcome';

export interface StreamedAnswer {
  status: number;
  headers: Headers;
  /** Why the request was refused; there is then nothing to read. */
  problem?: ApiProblem | undefined;
  /** Throws `Unreachable` if the stream breaks off or the signal aborts. */
  chunks(): AsyncGenerator<Uint8Array>;
}

export async function streamed(response: Response): Promise<StreamedAnswer> {
  const { status, headers } = response;
  const problem = response.ok ? undefined : await (response.json() as Promise<ApiProblem>).catch(() => undefined);
  return { status, headers, problem, chunks: () => read(response) };
}

async function* read(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await orUnreachable(() => reader.read());
    if (done) return;
    yield value;
  }
}

async function orUnreachable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new Unreachable('The answer broke off.', { cause });
  }
}
