/** What begins once the first screen is there, in one script. */
import { keepFocus } from './parts/frame/keep-focus';
import { begin as attend } from './push/attend';

export function begin(): void {
  keepFocus();
  attend();
}
