/** Form problems in our own words: a library's messages are never shown. */
import { tCode } from '../../messages';
import { Unreachable, type ApiProblem, type FieldProblem, type Outcome } from '../../store';

export const say = (code: string): string => tCode('problems', code, 'problems.general');

/** Problems of what was typed, which are shown at its field. */
const OF_FIELDS = /^(required|too_long|invalid_email|email_taken|duplicate_email|incorrect_|enter_current_|password_|username_)/;
export const isOfField = (code: string): boolean => OF_FIELDS.test(code);

const whole = (code: string): Outcome => ({ ok: false, problems: [{ field: null, code, message: '' }] });

/** Runs a form's request; any failure becomes a problem that can be shown. */
export async function attempt(action: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await action();
  } catch (reason) {
    return whole(reason instanceof Unreachable ? 'unreachable' : 'general');
  }
}

export const problemsOf = (outcome: Outcome | null): FieldProblem[] => (outcome && !outcome.ok ? outcome.problems : []);

/** The problem of one input; with a null field, the problem of the whole form or of an input that it doesn't show. */
export function problemFor(problems: FieldProblem[], field: string | null, fields: string[] = []): string | undefined {
  const found = problems.find((one) => (field === null ? !one.field || !fields.includes(one.field) : one.field === field));
  return found && say(found.code);
}

export const asksPassword = (problem: ApiProblem | undefined): boolean => problem?.code === 'reauthentication_required';

export const outcomeAsksPassword = (outcome: Outcome): boolean =>
  problemsOf(outcome).some(({ code }) => code === 'reauthentication_required');
