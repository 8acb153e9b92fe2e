/** Before each file of tests: the texts that on the phone come with the second screen. */
import { moreTexts } from '../../frontend/src/messages';

await moreTexts();
