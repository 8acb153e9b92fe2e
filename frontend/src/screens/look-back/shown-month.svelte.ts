/** The month that the calendar was turned to; null for the present one. */
export const shownMonth = $state<{ month: string | null }>({ month: null });
