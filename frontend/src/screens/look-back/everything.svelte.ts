/** All entries that have a date, with their text ready for searching; in memory while the screen is open. */
import { slices } from '../../logic/patterns/periods';
import { searchedIn, wordsOf, type Searched } from '../../logic/search';
import { changed, extent, onDays, type Dated } from '../../store';
import { SLICE_DAYS } from './count-on-phone';

/** Milliseconds between updates while reading. */
const UPDATE_INTERVAL = 300;

export interface Row {
  entry: Dated;
  searched: Searched;
  written: string;
}

function rowOf(entry: Dated): Row {
  const searched = searchedIn(entry);
  return { entry, searched, written: wordsOf(searched) };
}

export interface Everything {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** False until everything has been read once. */
  readonly complete: boolean;
}

/** Call during a component's initialisation. */
export function everything(): Everything {
  let rows = $state.raw<readonly Row[]>([]);
  let complete = $state(false);

  async function read(wanted: () => boolean): Promise<void> {
    const { first, last } = await extent();
    const found: Row[] = [];
    let shown = 0;
    for (const { from, to } of first === null ? [] : slices({ from: first, to: last! }, SLICE_DAYS)) {
      found.push(...(await onDays(from, to)).map(rowOf));
      if (!wanted()) return;
      if (complete || performance.now() - shown < UPDATE_INTERVAL) continue;
      shown = performance.now();
      rows = [...found];
    }
    rows = found;
    complete = true;
  }

  $effect(() => {
    let open = true;
    let again = false;
    let reading = false;
    const readAgain = async (): Promise<void> => {
      again = true;
      if (reading) return;
      reading = true;
      while (again && open) {
        again = false;
        await read(() => open).catch(() => {}); // the notices report storage failures
      }
      reading = false;
    };
    void readAgain();
    const stop = changed.subscribe(() => void readAgain());
    return () => {
      open = false;
      stop();
    };
  });

  return {
    get rows() {
      return rows;
    },
    get complete() {
      return complete;
    },
  };
}
