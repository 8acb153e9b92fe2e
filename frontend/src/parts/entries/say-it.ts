/** The text of a complaint's draft. */
import { complaint } from '../../logic/repairs';
import { t } from '../../messages';
import type { SayIt } from '../../store';

/** One text for copying; '' while it is empty. */
export const draftOf = (sayIt: SayIt | null): string => complaint(sayIt, (key, values) => t(`repair.say.${key}`, values));
