/** On which day weeks begin where the reader lives: 1 for Monday, 7 for Sunday. Monday where the browser doesn't say. */
interface WithWeeks extends Intl.Locale {
  /** Newer browsers have the one, older ones the other. */
  getWeekInfo?(): { firstDay: number };
  weekInfo?: { firstDay: number };
}

export function firstWeekday(locale: string): number {
  const reader: WithWeeks = new Intl.Locale(locale);
  return (reader.getWeekInfo?.() ?? reader.weekInfo)?.firstDay ?? 1;
}
