/** A QR code as one SVG path, one unit per module. */
import encodeQR from 'qr';

export interface Drawing {
  /** The side length, quiet zone included. */
  size: number;
  path: string;
}

/** The margin that scanners need (ISO/IEC 18004), in modules. */
const QUIET_ZONE = 4;

export function drawn(text: string): Drawing {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  return { size: rows.length, path: rows.map(rowPath).join('') };
}

/** The runs of dark modules in a row. */
function rowPath(row: boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    const from = x;
    while (row[x]) x += 1;
    if (x > from) path += `M${from} ${y}h${x - from}v1H${from}z`;
  }
  return path;
}
