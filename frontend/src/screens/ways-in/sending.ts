/** Requests to allauth's endpoints about sign-in methods, with answers as the screens need them. */
import { api, Unreachable } from '../../store';

export const BASE = '/_allauth/browser/v1/';

/** `proof`: the server requires reauthentication. */
export type Reply<T> = { is: 'done'; data: T } | { is: 'proof' } | { is: 'problem'; code: string };

interface Body {
  data?: unknown;
  errors?: { code: string }[];
  flows?: unknown;
}

interface Flow {
  id: string;
}

/** Codes for statuses that allauth sends without one. */
const CODES: Record<number, string> = { 401: 'signed_out', 429: 'rate_limited', 503: 'no_mail' };
/** Renamed for these forms: elsewhere the same code means something else. */
const OWN: Record<string, string> = { invalid: 'invalid_email' };
export const PROOFS = ['reauthenticate', 'mfa_reauthenticate'];

export function replyOf<T>(status: number, body: Body | null): Reply<T> {
  if (status === 200) return { is: 'done', data: body?.data as T };
  const flows = (body?.data as { flows?: Flow[] } | undefined)?.flows ?? [];
  if (status === 401 && flows.some(({ id }) => PROOFS.includes(id))) return { is: 'proof' };
  const code = body?.errors?.[0]?.code ?? CODES[status] ?? 'general';
  return { is: 'problem', code: OWN[code] ?? code };
}

export async function send<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
  try {
    const { status, data } = await api<Body | null>(method, BASE + path, body);
    return replyOf<T>(status, data);
  } catch (reason) {
    return { is: 'problem', code: reason instanceof Unreachable ? 'unreachable' : 'general' };
  }
}
