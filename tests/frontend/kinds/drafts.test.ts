import { describe, expect, it } from 'vitest';
import { promptGroups } from '../../../frontend/src/catalogue-more';
import { kindOfDraft } from '../../../frontend/src/kinds/drafts';
import { uuid7 } from '../../../frontend/src/logic/uuid7';
import { FREE } from '../../../frontend/src/parts/entries/journal';
import { FakeServer } from '../fake-server';
import { Phone } from '../phone';

describe('a draft', () => {
  it('says by its name of which kind it will be', () => {
    expect(kindOfDraft('letters.new')).toBe('letters');
  });

  it('of the journal has a name without a kind, as in earlier versions', () => {
    const prompts = promptGroups.flatMap((group) => group.prompts).map(({ code }) => code);
    expect(prompts.length).toBeGreaterThan(0);
    expect(new Set([FREE, uuid7(), ...prompts].map(kindOfDraft))).toEqual(new Set(['journal']));
  });

  it('of a check-in begun on Now has the name that earlier versions gave it', () => {
    expect(kindOfDraft('now.1-2-3-4')).toBe('check-ins');
  });

  it('is read with its kind from a store that an earlier version wrote', async () => {
    const tab = new Phone(new FakeServer()).open();
    await tab.setDraft('free', 'a door');
    await tab.setDraft('now.1-2-3-4', '{}');
    await tab.setDraft('letters.new', 'a letter');
    expect((await tab.drafts()).map(({ kind, text }) => [kind, text])).toEqual([
      ['journal', 'a door'], ['letters', 'a letter'], ['check-ins', '{}'],
    ]);
  });
});
