/** The search query: kept while looking at a result, gone when the app is closed. */
import { emptyQuery, type Query } from '../../logic/search';

export const query = $state<Query>({ ...emptyQuery });

export const forgetQuery = (): void => void Object.assign(query, emptyQuery);

export const askFor = (sensation: string): void => void Object.assign(query, emptyQuery, { sensation });
