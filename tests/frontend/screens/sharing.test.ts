import { describe, expect, it } from 'vitest';
import { t } from '../../../frontend/src/messages';
import { changeIn, edited, obstacleTo } from '../../../frontend/src/screens/sharing/editing';
import {
  bodyOf, endOf, expiresAt, firstDay, fresh, isNickname, latestEnd, mayBeAbout, obstacle, waitsAt, type Draft,
} from '../../../frontend/src/screens/sharing/making';
import { sections, type Section, type Share } from '../../../frontend/src/screens/sharing/shares';
import { pathOf, shareStepBefore, steps } from '../../../frontend/src/screens/sharing/steps';
import { revealed } from '../../../frontend/src/screens/sharing/words';

const TODAY = '2026-11-23';
const NOW = new Date(2026, 10, 23, 12, 30);
const draft = (changes: Partial<Draft> = {}): Draft => ({ ...fresh(), label: 'M.', ...changes });

describe('the five steps of a share', () => {
  it('each lead back to the previous one, and the first to the list', () => {
    const back = steps.map((step) => shareStepBefore(step));
    expect(back).toEqual(['/you/sharing', ...steps.slice(0, -1).map(pathOf)]);
    expect(shareStepBefore('elsewhere')).toBe('/you/sharing');
  });

  it('return to the first incomplete step', () => {
    expect(waitsAt('preview', fresh(), TODAY)).toBe('who');
    expect(waitsAt('preview', draft({ sections: [] }), TODAY)).toBe('what');
    expect(waitsAt('preview', draft({ withPin: true }), TODAY)).toBe('until');
    expect(waitsAt('preview', draft(), TODAY)).toBeNull();
    expect(waitsAt('who', fresh(), TODAY)).toBeNull();
  });
});

describe('what prevents a step', () => {
  it.each<[Parameters<typeof obstacle>[0], Partial<Draft>, string | null]>([
    ['who', { label: '  ' }, 'newShare.labelEmpty'],
    ['what', { sections: ['people'] }, 'newShare.nothing'],
    ['what', { sections: ['words'] }, null],
    ['from', { since: 'day' }, 'newShare.firstDayNone'],
    ['from', { since: 'day', firstDay: '2026-11-24' }, 'newShare.firstDayNone'],
    ['from', { since: 'day', firstDay: TODAY }, null],
    ['from', { topic: '🌊'.repeat(500) }, null],
    ['from', { topic: '🌊'.repeat(501) }, 'newShare.topicLong'],
    ['until', { until: 'day', lastDay: '2026-11-22' }, 'newShare.lastDayNone'],
    ['until', { until: 'day', lastDay: '2027-11-23' }, 'newShare.lastDayNone'],
    ['until', { until: 'day', lastDay: latestEnd(TODAY) }, null],
    ['until', { withPin: true, pin: '123' }, 'newShare.pinNot'],
    ['until', { withPin: true, pin: '12a4' }, 'newShare.pinNot'],
    ['until', { withPin: true, pin: '0042' }, null],
    ['until', { pin: 'left over' }, null],
  ])('%s %j: %s', (step, changes, said) => {
    expect(obstacle(step, draft(changes), TODAY)).toBe(said);
  });
});

describe('the request from a draft', () => {
  it('begins on the chosen day', () => {
    expect(firstDay(draft({ since: 'today' }), TODAY)).toBe(TODAY);
    expect(firstDay(draft({ since: 'month' }), TODAY)).toBe('2026-10-27');
    expect(firstDay(draft({ since: 'quarter' }), TODAY)).toBe('2026-09-01');
    expect(firstDay(draft({ since: 'day', firstDay: '2026-02-03' }), TODAY)).toBe('2026-02-03');
    expect(firstDay(draft({ since: 'all', firstDay: '2026-02-03' }), TODAY)).toBeNull();
  });

  it('ends with the last second of its last local day, and within the server\'s limit', () => {
    const end = new Date(expiresAt(draft({ until: 'day', lastDay: '2026-12-24' }), NOW));
    expect([end.getDate(), end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([24, 23, 59, 59]);
    const midnight = new Date(2026, 10, 23);
    expect(new Date(endOf(latestEnd(TODAY))).getTime() - midnight.getTime()).toBeLessThan(366 * 86_400_000);
    expect(Date.parse(expiresAt(draft({ until: 'week' }), NOW)) - NOW.getTime()).toBe(7 * 86_400_000);
  });

  it('is valid for the server, without a PIN that is switched off', () => {
    expect(bodyOf(draft({ label: ' M. ', topic: '  ', pin: '1234', since: 'today', heldBack: 2 }), NOW)).toEqual({
      label: 'M.', audience: 'therapist', topic: null, sections: ['sensations'], from: TODAY, hold_back_days: 2,
      expires_at: expiresAt(draft(), NOW), pin: null,
    });
    expect(bodyOf(draft({ withPin: true, pin: '1234' }), NOW).pin).toBe('1234');
  });
});

describe('a caution before sharing with somebody who may be in the page', () => {
  const about = (changes: Partial<Draft>, nicknames = ['J.', 'Éva']): boolean => mayBeAbout(draft(changes), nicknames);

  it('appears for a person\'s nickname, however it is written', () => {
    expect(isNickname(' éVA ', ['J.', 'Éva'])).toBe(true);
    expect(isNickname('  ', [''])).toBe(false);
    expect(about({ label: 'j.' })).toBe(true);
  });

  it('appears for nicknames shared with somebody close, and not with a therapist', () => {
    expect(about({ audience: 'trusted', sections: ['sensations', 'people'] })).toBe(true);
    expect(about({ audience: 'therapist', sections: ['sensations', 'people'] })).toBe(false);
    expect(about({ audience: 'trusted', sections: ['sensations'] })).toBe(false);
    expect(about({ audience: 'trusted', sections: ['sensations', 'people'] }, [])).toBe(false);
  });

  it('appears for repairs shared with somebody close, since each is about somebody, named or not', () => {
    expect(about({ audience: 'trusted', sections: ['repairs'] }, [])).toBe(true);
    expect(about({ audience: 'therapist', sections: ['repairs'] })).toBe(false);
    expect(about({ audience: 'trusted', sections: ['journal', 'practices'] })).toBe(false);
  });
});

describe('a share in words', () => {
  const said = (...sections: Section[]): string[] =>
    revealed({ sections, from: null, hold_back_days: 0, topic: null, has_pin: false });

  it('names each section', () => {
    expect(said('words', 'people')[0]).toContain('your words and nicknames');
    for (const section of sections) expect(said(...sections)[0]).toContain(t(`sharing.sections.${section}`));
  });

  it('says that a journal without words shows only days and prompts', () => {
    const days = 'Of the journal, the days and the questions show, and not what you wrote.';
    expect(said('journal', 'people')).toContain(days);
    expect(said('journal', 'words')).not.toContain(days);
    expect(said('repairs', 'practices')).not.toContain(days);
  });

  it('says what it omits of check-ins', () => {
    const none = 'Of your check-ins nothing shows, not even how many there are.';
    const few = 'Of your check-ins, only those with words are counted.';
    expect(said('journal', 'practices', 'repairs', 'people')).toContain(none);
    expect(said('words', 'journal')).toContain(few);
    for (const line of [none, few]) expect(said('sensations', 'words')).not.toContain(line);
  });
});

describe('a change of a share', () => {
  const share: Share = {
    id: '7', label: 'M.', audience: 'therapist', topic: 'Sundays', sections: ['sensations', 'words'], from: '2026-11-01',
    hold_back_days: 2, created_at: '2026-11-01T09:00:00Z', expires_at: endOf('2026-12-24'), revoked_at: null,
    acknowledged_at: null, acknowledged_line: null, has_pin: true, locked_at: null,
  };
  const changed = (changes: Partial<ReturnType<typeof edited>>) => changeIn({ ...edited(share), ...changes }, share);

  it('is empty if nothing has changed', () => {
    expect(changed({})).toEqual({});
    expect(changed({ newPin: '1234' })).toEqual({});
    expect(obstacleTo(edited(share), share, TODAY)).toBeNull();
  });

  it('contains only what has changed', () => {
    expect(changed({ sections: ['sensations'] })).toEqual({ sections: ['sensations'] });
    expect(changed({ since: 'all' })).toEqual({ from: null });
    expect(changed({ firstDay: TODAY, heldBack: 0 })).toEqual({ from: TODAY, hold_back_days: 0 });
    expect(changed({ topic: ' ' })).toEqual({ topic: null });
    expect(changed({ lastDay: '2027-01-31' })).toEqual({ expires_at: endOf('2027-01-31') });
    expect(changed({ pin: 'none' })).toEqual({ pin: null });
    expect(changed({ pin: 'new', newPin: '0042' })).toEqual({ pin: '0042' });
  });

  it('says what prevents it', () => {
    const said = (changes: Partial<ReturnType<typeof edited>>) => obstacleTo({ ...edited(share), ...changes }, share, TODAY);
    expect(said({ sections: ['people'] })).toBe('newShare.nothing');
    expect(said({ firstDay: '' })).toBe('newShare.firstDayNone');
    expect(said({ since: 'all', firstDay: '' })).toBeNull();
    expect(said({ lastDay: '' })).toBe('newShare.lastDayNone');
    expect(said({ pin: 'new', newPin: '' })).toBe('newShare.pinNot');
  });

  it('accepts an end in the past if unchanged, so that something else can be changed', () => {
    const over = { ...share, expires_at: endOf('2026-11-20') };
    expect(obstacleTo({ ...edited(over), heldBack: 3 }, over, TODAY)).toBeNull();
  });
});
