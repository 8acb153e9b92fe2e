/** Today's local date, as something that a screen can depend on: an app left open over midnight shows the new day. */
import { localDate } from '../../logic/felt';

let day = $state(localDate(new Date()));

export const today = (): string => day;

/** The present instant. Whoever asks depends on the day, and is asked again on the next one. */
export function present(): Date {
  void day;
  return new Date();
}

/** Call every minute and whenever the app comes to the front. */
export function lookAtClock(): void {
  day = localDate(new Date());
}
