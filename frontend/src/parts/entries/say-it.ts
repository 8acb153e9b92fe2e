/** The draft of a complaint, in words. */
import { complaint } from '../../logic/repairs';
import { t } from '../../messages';
import type { SayIt } from '../../store';

/** As one text, to be copied out; '' while there is nothing. */
export const draftOf = (sayIt: SayIt | null): string => complaint(sayIt, (key, values) => t(`repair.say.${key}`, values));
