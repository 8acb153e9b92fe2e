import { describe, expect, it } from 'vitest';
import { counting, type ExportForm } from '../../../frontend/src/logic/export-count';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The final count, for chunks of that size. */
function counted(form: ExportForm, text: string, size: number): number {
  const count = counting(form);
  const all = bytes(text);
  let last = 0;
  for (let at = 0; at < all.length; at += size) last = count(all.subarray(at, at + size));
  return last;
}

const ENTRY = '{"id":"1","note":"a wave\\n{ \\"twice\\" 🌊"}';
const JSON_EXPORT = `{"format":"noticing","account":{"username":"robin"},"entries":{"check-ins":[\n${ENTRY},\n${ENTRY}\n],`
  + `"people":[],"reminders":[\n${ENTRY}\n]}}`;
const CSV_EXPORT = '\ufeffkind,note\r\ncheck-ins,"one\r\nand ""two"", still the same\n"\r\ncheck-ins,plain\r\npeople,🌊\r\n';

describe('the progress of an export', () => {
  it.each([1, 2, 7, 4096])('counts three entries in chunks of %i bytes', (size) => {
    expect(counted('json', JSON_EXPORT, size)).toBe(3);
    expect(counted('csv', CSV_EXPORT, size)).toBe(3);
  });

  it('is zero for an empty file and for the CSV header alone', () => {
    expect(counting('json')(bytes('{"format":"noticing","entries":{"check-ins":[]'))).toBe(0);
    expect(counting('csv')(bytes('\ufeffkind'))).toBe(0);
    expect(counting('csv')(bytes('\ufeffkind\r\n'))).toBe(0);
  });
});
