import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileName } from '../../../frontend/src/screens/you/download';

const chosen = (names: string[]): void =>
  void vi.stubGlobal('localStorage', { getItem: (name: string) => (names.includes(name) ? 'yes' : null) });

describe('the name of an export file', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is the app’s', () => {
    chosen([]);
    expect(fileName('json')).toMatch(/^noticing-\d{4}-\d{2}-\d{2}\.json$/);
  });

  it('is the neutral one if that was chosen, since others see the list of downloads', () => {
    chosen(['noticing.plain']);
    expect(fileName('csv')).toMatch(/^notes-\d{4}-\d{2}-\d{2}\.csv$/);
  });
});
