/** Counts the entries of an export while it downloads, from its bytes, however they are split into chunks. */

export type ExportForm = 'json' | 'csv';

const NEWLINE = 0x0a;
const BRACE = 0x7b;
const QUOTE = 0x22;

/** Takes each chunk in turn; returns how many entries have begun so far. */
export type Count = (piece: Uint8Array) => number;

/** In JSON each entry begins on a new line; a newline inside a text is always escaped. */
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

/** In CSV a quoted field may contain newlines (RFC 4180), and the first line is the header. */
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
