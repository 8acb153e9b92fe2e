/** The account's e-mail address, by allauth's headless endpoints; it takes effect once its mailed link was opened. */
import { api } from '../../store';
import { PROOFS } from '../ways-in/sending';

const BASE = '/_allauth/browser/v1/';
const ADDRESS = `${BASE}account/email`;

/** At most one is verified, and one unverified. */
export interface Address {
  email: string;
  verified: boolean;
}

export type EmailAnswer = { is: 'done' } | { is: 'password' } | { is: 'problem'; code: string };

interface Body {
  data?: { flows?: { id: string }[] };
  errors?: { code: string }[];
}

/** Codes for statuses that allauth sends without one. 403: a mail was just sent. 503: mail can't be sent. */
const CODES: Record<number, string> = { 401: 'signed_out', 403: 'just_mailed', 429: 'rate_limited', 503: 'no_mail' };

/** Renamed for this form: elsewhere the same code means something else. */
const OWN: Record<string, string> = { invalid: 'invalid_email' };

export function answerOf(status: number, body: Body | null): EmailAnswer {
  if (status === 200) return { is: 'done' };
  if (status === 401 && body?.data?.flows?.some(({ id }) => PROOFS.includes(id))) return { is: 'password' };
  const code = body?.errors?.[0]?.code;
  return { is: 'problem', code: code ? (OWN[code] ?? code) : (CODES[status] ?? 'general') };
}

async function ask(method: string, body: { email: string }): Promise<EmailAnswer> {
  const { status, data } = await api<Body | null>(method, ADDRESS, body);
  return answerOf(status, data);
}

/** Null if the server's answer has no addresses. Throws `Unreachable`. */
export async function addresses(): Promise<Address[] | null> {
  const { status, data } = await api<{ data: Address[] }>('GET', ADDRESS);
  return status === 200 ? data.data : null;
}

/** Mails a link to it. */
export const add = (email: string): Promise<EmailAnswer> => ask('POST', { email });
export const sendAgain = (email: string): Promise<EmailAnswer> => ask('PUT', { email });
export const remove = (email: string): Promise<EmailAnswer> => ask('DELETE', { email });

/** Verifies with the key of a mailed link; works signed out too, and then answers 401. */
export async function verify(key: string): Promise<EmailAnswer> {
  const { status, data } = await api<Body | null>('POST', `${BASE}auth/email/verify`, { key });
  return status === 401 ? { is: 'done' } : answerOf(status, data);
}
