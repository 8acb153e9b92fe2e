/** Removes from the browser's files what was deleted from the database, or sealed in it. */
import type { World } from '../world';
import { lockOf, metaOf, setMeta, type Database, type Reading } from './database';
import { currentHome } from './home';
import { replaceDatabase } from './moving';
import type { Meta } from './rows';

interface Parts {
  world: World;
  database: Database;
}

/** Rejects if the database couldn't be replaced. The next start of the app tries again. */
export async function removeLeftovers({ world, database }: Parts): Promise<void> {
  const { number } = await currentHome(database.name);
  let asked: Meta['leftovers'] = false;
  const due = async (tx: Reading): Promise<boolean> => {
    asked = (await metaOf(tx)).leftovers;
    return Boolean(asked) || (number === 0 && (await isSealed(tx)));
  };
  if (!(await database.read(due))) return;
  await replaceDatabase(world, database, due);
  await database.write(async (tx) => {
    if ((await metaOf(tx)).leftovers === asked) await setMeta(tx, { leftovers: false }); // else asked for again meanwhile
  });
}

/** A value of `leftovers` that no other request has. */
export const newLeftovers = (): string => crypto.randomUUID();

/** Earlier versions sealed everything in place, and left it in clear in the files. */
const isSealed = async (tx: Reading): Promise<boolean> => (await lockOf(tx))?.stage === 'on';
