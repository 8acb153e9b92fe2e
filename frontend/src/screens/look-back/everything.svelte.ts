/** Every check-in, practice and repair of this phone with its words ready to be looked through, in memory, as long as the screen is open. */
import { slices } from '../../logic/patterns/periods';
import { asSearched, repairAsSearched, wordsOf, type Searched } from '../../logic/search';
import { changed, extent, practised, range, ruptured, type Kept, type Practice, type Repair } from '../../store';
import { STRETCH } from './here';

/** Milliseconds between two looks at what has been read so far. */
const GLIMPSE = 300;

export type Row = { written: string; searched: Searched; at: number } & (
  { checkIn: Kept } | { practice: Kept<Practice> } | { repair: Kept<Repair> });

function checkInRow(checkIn: Kept): Row {
  const { data } = checkIn;
  return { checkIn, searched: data, written: wordsOf(data), at: Date.parse(data.felt_at) };
}

function practiceRow(practice: Kept<Practice>): Row {
  const searched = asSearched(practice.data);
  return { practice, searched, written: wordsOf(searched), at: Date.parse(practice.data.practised_at) };
}

function repairRow(repair: Kept<Repair>): Row {
  const searched = repairAsSearched(repair.data);
  return { repair, searched, written: wordsOf(searched), at: Date.parse(repair.data.ruptured_at) };
}

/** What is kept between two days, the newest first. */
async function rowsBetween(from: string, to: string): Promise<Row[]> {
  const [checkIns, practices, repairs] = await Promise.all([range(from, to), practised(from, to), ruptured(from, to)]);
  const rows = checkIns.map(checkInRow);
  const others = [...practices.map(practiceRow), ...repairs.map(repairRow)];
  return others.length === 0 ? rows : [...rows, ...others].sort((a, b) => b.at - a.at);
}

export interface Everything {
  /** The newest first. */
  readonly rows: readonly Row[];
  /** False until all has been read once. */
  readonly complete: boolean;
}

/** To be called while a component is set up. */
export function everything(): Everything {
  let rows = $state.raw<readonly Row[]>([]);
  let complete = $state(false);

  async function read(wanted: () => boolean): Promise<void> {
    const { first, last } = await extent();
    const found: Row[] = [];
    let shown = 0;
    for (const { from, to } of first === null ? [] : slices({ from: first, to: last! }, STRETCH)) {
      found.push(...await rowsBetween(from, to));
      if (!wanted()) return;
      if (complete || performance.now() - shown < GLIMPSE) continue;
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
        await read(() => open).catch(() => {}); // the notices tell of the storage
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
