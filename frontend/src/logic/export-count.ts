/** How many entries of an export have come, from its bytes alone: however they are cut, and never opened. */

export type ExportForm = 'json' | 'csv';

const NEWLINE = 0x0a;
const BRACE = 0x7b;
const QUOTE = 0x22;

/** Takes each piece in its turn; answers how many entries have begun so far. */
export type Count = (piece: Uint8Array) => number;

/** In JSON each entry begins a line; a newline inside of a text is never bare there. */
function inJson(): Count {
  let count = 0;
  let before = 0;
  return (piece) => {
    for (const byte of piece) {
      if (byte === BRACE && before === NEWLINE) count += 1;
      before = byte;
    }
    return count;
  };
}

/** In CSV a line may go on inside of quotes (RFC 4180), and the first is the columns' names. */
function inCsv(): Count {
  let lines = 0;
  let quoted = false;
  return (piece) => {
    for (const byte of piece) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === NEWLINE && !quoted) lines += 1;
    }
    return Math.max(0, lines - 1);
  };
}

export const counting = (form: ExportForm): Count => (form === 'json' ? inJson() : inCsv());
