/** The month shown in the calendar; null for the present one. */
export const shownMonth = $state<{ month: string | null }>({ month: null });
