/** The first day of the week in the reader's locale: 1 for Monday, 7 for Sunday. Monday if the browser doesn't say. */
interface WithWeeks extends Intl.Locale {
  /** Newer browsers have the method, older ones the property. */
  getWeekInfo?(): { firstDay: number };
  weekInfo?: { firstDay: number };
}

export function firstWeekday(locale: string): number {
  const reader: WithWeeks = new Intl.Locale(locale);
  return (reader.getWeekInfo?.() ?? reader.weekInfo)?.firstDay ?? 1;
}
