import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileName } from '../../../frontend/src/screens/you/download';

const chosen = (names: string[]): void =>
  void vi.stubGlobal('localStorage', { getItem: (name: string) => (names.includes(name) ? 'yes' : null) });

describe('the name of a file with everything', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is the app’s', () => {
    chosen([]);
    expect(fileName('json')).toMatch(/^noticing-\d{4}-\d{2}-\d{2}\.json$/);
  });

  it('is the plain one where that was chosen: the list of downloads is seen too', () => {
    chosen(['noticing.plain']);
    expect(fileName('csv')).toMatch(/^notes-\d{4}-\d{2}-\d{2}\.csv$/);
  });
});
