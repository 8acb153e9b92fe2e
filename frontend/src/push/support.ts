/** Whether this browser supports push, and what that needs. Pure: the browser's features are passed in. */

export interface Seen {
  push: boolean;
  notifications: boolean;
  userAgent: string;
  /** `navigator.standalone`: WebKit on iPhone and iPad only. */
  standalone: boolean | undefined;
  touchPoints: number;
}

/** `home-screen`: iPhone and iPad support push only for apps on the home screen (since iOS 16.4). */
export type Support = 'yes' | 'home-screen' | 'no';

export function supportOf(seen: Seen): Support {
  if (seen.push && seen.notifications) return 'yes';
  return isApplesMobile(seen) && seen.standalone !== true ? 'home-screen' : 'no';
}

/** An iPad's user agent says Mac, but a Mac has no touch screen. */
function isApplesMobile({ userAgent, touchPoints, standalone }: Seen): boolean {
  const isMac = /Macintosh/.test(userAgent);
  return /iPhone|iPad|iPod/.test(userAgent) || (isMac && (touchPoints > 1 || standalone !== undefined));
}
