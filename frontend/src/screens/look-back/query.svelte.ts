/** What is looked for: still there when one comes back from what was found, gone when the app is closed. */
import { emptyQuery, type Query } from '../../logic/search';

export const query = $state<Query>({ ...emptyQuery });

export const forgetQuery = (): void => void Object.assign(query, emptyQuery);

export const askFor = (sensation: string): void => void Object.assign(query, emptyQuery, { sensation });
