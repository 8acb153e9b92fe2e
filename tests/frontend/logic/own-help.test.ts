import { describe, expect, it } from 'vitest';
import { dialled, isBlank, linesFrom, linesIn, newLine, textOf, withChanges } from '../../../frontend/src/logic/own-help';

const ring = { ...newLine('ring'), text: 'Sol', number: '+351 21-000' };

describe('the list for "Too much"', () => {
  it('reads the rows it wrote, in the order in which they were begun, and no other drafts', () => {
    const helps = { ...newLine('helps'), text: 'the window', shown: true };
    const rows = [helps, ring].map((line) => ({ name: line.name, text: textOf(line) }));
    expect(linesIn([...rows, { name: 'now.1', text: '{}' }])).toEqual([ring, helps]);
  });

  it('keeps what another window has changed, unless this one changed it, too', () => {
    const before = { kind: 'ring' as const, text: 'Sol', number: '1', shown: false };
    expect(withChanges({ ...before, number: '2' }, before, { ...before, shown: true })).toEqual({ ...before, number: '2', shown: true });
    expect(withChanges({ ...before, text: 'Ida' }, before, { ...before, text: 'Marek' })).toEqual({ ...before, text: 'Marek' });
  });

  it('deletes the row of a line that was emptied', () => {
    expect(textOf({ ...ring, text: ' ', number: '' })).toBe('');
    expect(isBlank(newLine('words'))).toBe(true);
    expect(isBlank({ ...newLine('ring'), number: '1' })).toBe(false);
  });

  it('takes from a file what is a line, and shows none of it while locked', () => {
    const line = { kind: 'ring', text: 'Sol', number: '1', shown: true };
    const others = [null, 1, { ...line, kind: 'bell' }, { ...line, number: 1 }, { ...line, text: ' ', number: '' }];
    expect(linesFrom([line, ...others])).toEqual([{ ...line, shown: false }]);
    expect([undefined, {}, 'x'].map(linesFrom)).toEqual([[], [], []]);
  });

  it.each([['+351 21-000', '+35121000'], ['(01) 2/3', '0123'], ['*31#112', '*31#112'], ['call Sol', ''], ['', '']])(
    'dials %s as %s', (number, to) => expect(dialled(number)).toBe(to),
  );
});
