/** The five steps in which a share is made, each a screen with its own way back. */

export const steps = ['who', 'what', 'from', 'until', 'preview'] as const;
export type Step = (typeof steps)[number];

export const pathOf = (step: Step): string => (step === 'who' ? '/you/sharing/new' : `/you/sharing/new/${step}`);

/** Where the way back from a step leads. */
export function shareStepBefore(step: string): string {
  const before = steps[steps.indexOf(step as Step) - 1];
  return before ? pathOf(before) : '/you/sharing';
}
