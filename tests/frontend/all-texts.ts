/** Loads, before each test file, the texts that the app loads with its second screen. */
import { moreTexts } from '../../frontend/src/messages';

await moreTexts();
