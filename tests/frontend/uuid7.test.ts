import { describe, expect, it } from 'vitest';
import { uuid7 } from '../../frontend/src/logic/uuid7';

describe('an id made on the phone', () => {
  it('is a UUID of version 7, variant 10', () => {
    expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
