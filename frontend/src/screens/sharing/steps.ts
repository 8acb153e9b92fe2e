/** The five steps of a new share, each its own screen. */

export const steps = ['who', 'what', 'from', 'until', 'preview'] as const;
export type Step = (typeof steps)[number];

export const pathOf = (step: Step): string => (step === 'who' ? '/you/sharing/new' : `/you/sharing/new/${step}`);

/** Where Back leads from a step. */
export function shareStepBefore(step: string): string {
  const before = steps[steps.indexOf(step as Step) - 1];
  return before ? pathOf(before) : '/you/sharing';
}
