/** Every screen of the app: its path, its room, where Back leads, and how its code is loaded. */
import type { Component } from 'svelte';
import { PAGES } from './kinds/pages';
import { moreTexts } from './messages';
import type { Room } from './parts/frame/BottomBar.svelte';
import { lastListPath, match, previous, type Params } from './router';
import Kept from './screens/now/Kept.svelte';
import Now from './screens/now/Now.svelte';
import { shareStepBefore } from './screens/sharing/steps';

/** A screen takes the parameters of its own path. */
export type Screen = Component<Record<string, string>>;
type Loading = () => Promise<Component<never>>;

interface Row {
  at: string;
  room: Room | (() => Room) | null;
  parent?: string | ((params: Params) => string);
  /** The text of the heading that is shown while the screen loads. */
  title?: 'lookBack.title' | 'practise.title' | 'you.title';
  /** Part of the first script: only the check-in's own screens. */
  screen?: Component<never>;
  /** All other screens, which the service worker caches. */
  load?: Loading;
}

const roomOf = (list: string): Room => (list === '/' ? 'now' : list.startsWith('/practise') ? 'practise' : 'lookBack');
const roomBefore = (): Room => roomOf(lastListPath());
/** A check-in may be opened from the practice that it belongs to. */
const practiceOrList = (): string => (/^\/practise\/[^/]+$/.test(previous() ?? '') ? previous()! : lastListPath());
/** Some screens are also opened while a reminder is being set. */
const reminderOr = (otherwise: string) => (): string =>
  /^\/you\/reminders\/./.test(previous() ?? '') ? previous()! : otherwise;
const whereMeetingWasChosen = (): string => (/^\/(you\/people|kept)\/./.test(previous() ?? '') ? previous()! : '/you/reminders');
/** Back to the list of prompts that this one was chosen from. */
const promptsBefore = (): string => (/^\/practise\/journal/.test(previous() ?? '') ? previous()! : '/practise/journal');
const entry = ({ id }: Params): string => `/entry/${id}`;
const practice = ({ id }: Params): string => `/practise/${id}`;
const person = ({ id }: Params): string => `/you/people/${id}`;
const repair = ({ id }: Params): string => `/repair/${id}`;
const page = ({ id }: Params): string => `/journal/${id}`;
/** Screens that share one script; without a service worker yet, a whole room is fetched at once. */
const screensOf = <Name extends string>(fetchAll: () => Promise<Record<Name, Component<never>>>) => (name: Name) =>
  async (): Promise<Component<never>> => (await fetchAll())[name];
const noticing = screensOf(() => import('./screens/noticing'));
const lookingBack = screensOf(() => import('./screens/looking-back'));
const practising = screensOf(() => import('./screens/practising'));
const settling = screensOf(() => import('./screens/settling'));
const you = screensOf(() => import('./screens/you'));
const sharing = screensOf(() => import('./screens/sharing'));
const reminders = screensOf(() => import('./screens/reminders'));
const waysIn = screensOf(() => import('./screens/ways-in'));
/** Takes a shortcut's sensation out of the address at once, also while the app is locked. The router's path still has it. */
const withoutCode = (load: Loading): Loading => () => {
  history.replaceState(null, '', '#/now');
  return load();
};

const rows: Row[] = [
  { at: '/', room: 'now', screen: Now },
  { at: '/kept/:id', room: 'now', screen: Kept },
  { at: '/now', room: 'now', load: noticing('Chosen') },
  { at: '/now/:code', room: 'now', load: withoutCode(noticing('Chosen')) },
  { at: '/body', room: 'now', parent: '/', load: noticing('OnBody') },
  { at: '/sensations', room: 'now', parent: '/', load: noticing('Sensations') },
  { at: '/sensations/:id', room: 'now', parent: '/sensations', load: noticing('Rename') },
  { at: '/words', room: 'now', parent: '/', load: noticing('OwnWords') },
  { at: '/curious/:id/:question', room: 'now', parent: entry, load: noticing('Question') },
  { at: '/entry/:id', room: roomBefore, parent: practiceOrList, load: noticing('Entry') },
  { at: '/entry/:id/edit', room: roomBefore, parent: entry, load: noticing('Edit') },
  { at: '/entry/:id/where', room: roomBefore, parent: entry, load: noticing('Where') },
  { at: '/entry/:id/moment', room: roomBefore, parent: entry, load: noticing('Moment') },
  { at: '/entry/:id/who', room: roomBefore, parent: entry, load: noticing('Who') },
  { at: '/entry/:id/closeness', room: roomBefore, parent: entry, load: noticing('Closeness') },
  { at: '/entry/:id/responses', room: roomBefore, parent: entry, load: noticing('Responses') },
  { at: '/entry/:id/words', room: roomBefore, parent: entry, load: noticing('Note') },
  { at: '/entry/:id/when', room: roomBefore, parent: entry, load: noticing('When') },
  { at: '/more/:id/:step', room: 'now', parent: entry, load: noticing('More') },
  { at: '/entry/:id/now', room: roomBefore, parent: entry, load: noticing('HowNow') },
  { at: '/entry/:id/let-go', room: roomBefore, parent: entry, load: noticing('LetGo') },
  { at: '/look-back', room: 'lookBack', title: 'lookBack.title', load: lookingBack('LookBack') },
  { at: '/look-back/pictures', room: 'lookBack', parent: '/look-back', load: lookingBack('Pictures') },
  {
    at: '/look-back/sensation/:code', room: 'lookBack', parent: '/look-back/pictures',
    load: lookingBack('OneSensation'),
  },
  { at: '/look-back/search', room: 'lookBack', parent: '/look-back', load: lookingBack('Search') },
  { at: '/look-back/:date', room: 'lookBack', parent: '/look-back', load: lookingBack('Day') },
  { at: '/practise', room: 'practise', title: 'practise.title', load: practising('Practise') },
  { at: '/practise/ledger', room: 'practise', parent: '/practise', load: practising('Ledger') },
  { at: '/practise/choose/:group', room: 'practise', parent: '/practise', load: practising('Choose') },
  { at: '/practise/try/:code', room: 'practise', parent: '/practise', load: practising('Try') },
  { at: '/practise/repairs', room: 'practise', parent: '/practise', load: practising('Repairs') },
  { at: '/repair/:id', room: roomBefore, parent: lastListPath, load: practising('RepairPage') },
  { at: '/repair/:id/:step', room: roomBefore, parent: repair, load: practising('RepairStep') },
  {
    at: '/repair/:id/:turn/:step', room: roomBefore,
    parent: ({ id, turn, step }) =>
      (turn === 'skills' ? `/repair/${id}/skills` : turn === 'begin' && step === 'who' ? PAGES.repairs : `/repair/${id}`),
    load: practising('RepairStep'),
  },
  { at: '/practise/journal', room: 'practise', parent: '/practise', load: practising('Journal') },
  { at: '/practise/journal/:group', room: 'practise', parent: '/practise/journal', load: practising('Prompts') },
  { at: '/practise/journal/:group/:opened', room: 'practise', parent: '/practise/journal', load: practising('Prompts') },
  { at: '/journal/new/:prompt', room: 'practise', parent: promptsBefore, load: practising('JournalWrite') },
  { at: '/journal/:id', room: roomBefore, parent: lastListPath, load: practising('JournalPage') },
  { at: '/journal/:id/:step', room: roomBefore, parent: page, load: practising('JournalStep') },
  { at: '/practise/:id', room: roomBefore, parent: lastListPath, load: practising('PracticePage') },
  { at: '/practise/:id/kept', room: 'practise', load: practising('Kept') },
  { at: '/practise/:id/when', room: roomBefore, parent: practice, load: practising('When') },
  { at: '/practise/:id/let-go', room: roomBefore, parent: practice, load: practising('LetGo') },
  { at: '/practise/:id/check-in/:side', room: roomBefore, parent: practice, load: practising('CheckInNow') },
  { at: '/practise/:id/going/:step', room: 'practise', parent: practice, load: practising('PracticeStep') },
  { at: '/practise/:id/came/:step', room: 'practise', parent: practice, load: practising('PracticeStep') },
  { at: '/practise/:id/:step', room: roomBefore, parent: practice, load: practising('PracticeStep') },
  { at: '/settle', room: 'practise', load: settling('Settle') },
  { at: '/settle/:step', room: 'practise', load: settling('Settle') },
  { at: '/too-much', room: null, load: settling('TooMuch') },
  { at: '/too-much/help', room: null, parent: '/too-much', load: settling('Help') },
  { at: '/too-much/own', room: null, parent: '/too-much', load: settling('OwnHelp') },
  { at: '/you', room: 'you', title: 'you.title', load: you('You') },
  { at: '/you/account', room: 'you', parent: '/you', load: you('Account') },
  { at: '/you/consent', room: 'you', parent: '/you/account', load: you('Consent') },
  { at: '/you/sign-up', room: 'you', parent: '/you/consent', load: you('SignUp') },
  { at: '/you/sign-in', room: 'you', parent: '/you/account', load: you('SignIn') },
  { at: '/you/email', room: 'you', parent: reminderOr('/you/account'), load: you('Email') },
  { at: '/you/email/:key', room: 'you', parent: '/you/email', load: you('ConfirmEmail') },
  { at: '/you/sign-up/passkey', room: 'you', parent: '/you/sign-up', load: waysIn('SignUpByPasskey') },
  { at: '/you/forgotten', room: 'you', parent: '/you/sign-in', load: waysIn('Forgotten') },
  { at: '/you/reset/:key', room: 'you', parent: '/you/sign-in', load: waysIn('Reset') },
  { at: '/you/passkeys', room: 'you', parent: '/you/account', load: waysIn('Passkeys') },
  { at: '/you/passkeys/:id', room: 'you', parent: '/you/passkeys', load: waysIn('OnePasskey') },
  { at: '/you/codes', room: 'you', parent: '/you/passkeys', load: waysIn('Codes') },
  { at: '/you/password', room: 'you', parent: '/you/account', load: waysIn('Password') },
  { at: '/you/signed-in', room: 'you', parent: '/you/account', load: waysIn('SignedIn') },
  { at: '/you/sharing', room: 'you', parent: '/you', load: sharing('Sharing') },
  { at: '/you/sharing/new', room: 'you', parent: '/you/sharing', load: sharing('NewShare') },
  {
    at: '/you/sharing/new/:step', room: 'you', parent: ({ step }) => shareStepBefore(step!),
    load: sharing('NewShare'),
  },
  { at: '/you/sharing/made', room: 'you', parent: '/you/sharing', load: sharing('MadeLink') },
  { at: '/you/sharing/:id', room: 'you', parent: '/you/sharing', load: sharing('ChangeShare') },
  { at: '/you/sharing/:id/preview', room: 'you', parent: '/you/sharing', load: sharing('PreviewShare') },
  { at: '/you/reminders', room: 'you', parent: '/you', load: reminders('Reminders') },
  { at: '/you/reminders/new/:offer', room: 'you', parent: '/you/reminders', load: reminders('NewReminder') },
  { at: '/you/reminders/meeting', room: 'you', parent: '/you/reminders', load: reminders('MeetingWith') },
  { at: '/you/reminders/meeting/:person', room: 'you', parent: whereMeetingWasChosen, load: reminders('NewMeeting') },
  { at: '/you/reminders/devices', room: 'you', parent: '/you/reminders', load: reminders('Devices') },
  { at: '/you/reminders/quiet', room: 'you', parent: reminderOr('/you/reminders'), load: reminders('Quiet') },
  { at: '/you/reminders/calendar', room: 'you', parent: reminderOr('/you/reminders'), load: reminders('Calendar') },
  { at: '/you/reminders/came', room: 'you', parent: '/you/reminders', load: reminders('Came') },
  { at: '/you/reminders/:id', room: 'you', parent: '/you/reminders', load: reminders('EditReminder') },
  { at: '/you/reminders/:id/kept', room: 'you', parent: '/you/reminders', load: reminders('ReminderKept') },
  { at: '/you/sensations', room: 'you', parent: '/you', load: noticing('Sensations') },
  { at: '/you/sensations/:id', room: 'you', parent: '/you/sensations', load: noticing('Rename') },
  { at: '/you/shortcut', room: 'you', parent: '/you/sensations', load: noticing('Shortcut') },
  { at: '/you/people', room: 'you', parent: '/you', load: you('People') },
  { at: '/you/people/:id', room: 'you', parent: '/you/people', load: you('OnePerson') },
  { at: '/you/people/:id/safe', room: 'you', parent: person, load: you('SafeEnough') },
  { at: '/you/people/:id/color', room: 'you', parent: person, load: you('PersonColor') },
  { at: '/you/people/:id/name', room: 'you', parent: person, load: you('RenamePerson') },
  { at: '/you/people/:id/let-go', room: 'you', parent: person, load: you('LetPersonGo') },
  { at: '/you/lock', room: 'you', parent: '/you', load: you('Lock') },
  { at: '/you/discreet', room: 'you', parent: '/you', load: you('Discreet') },
  { at: '/you/discreet/limits', room: 'you', parent: '/you/discreet', load: you('Limits') },
  { at: '/you/privacy', room: 'you', parent: '/you', load: you('Privacy') },
  { at: '/you/happened', room: 'you', parent: '/you', load: you('Happened') },
  { at: '/you/data', room: 'you', parent: '/you', load: you('YourData') },
  { at: '/you/data/bring', room: 'you', parent: '/you/data', load: you('BringIn') },
  { at: '/you/appearance', room: 'you', parent: '/you', load: you('Appearance') },
  { at: '/you/language', room: 'you', parent: '/you', load: you('ChooseLanguage') },
  { at: '/you/about', room: 'you', parent: '/you', load: you('About') },
];

export interface Place {
  room: Room | null;
  /** Where Back leads; null for the rooms themselves. */
  parent: string | null;
  params: Params;
  /** The text of the heading that is shown while the screen loads, if it is known before. */
  title?: Row['title'];
  /** The first screens directly, others as a promise. */
  screen: Screen | Promise<Screen>;
}

const asScreen = (component: Component<never>): Screen => component as unknown as Screen;

async function loadScreen(load: Loading): Promise<Screen> {
  const [component] = await Promise.all([load(), moreTexts()]);
  return asScreen(component);
}

function open(row: Row, params: Params): Place {
  const { room, parent = null, title, screen, load } = row;
  return {
    room: typeof room === 'function' ? room() : room,
    parent: typeof parent === 'function' ? parent(params) : parent,
    params,
    title,
    screen: screen ? asScreen(screen) : loadScreen(load!),
  };
}

/** Screens that show nothing sealed: the check-in, and help when it is too much. */
export const worksLocked = (path: string): boolean => /^\/($|body$|words$|settle|too-much(?!\/own))/.test(path);

/** Shown instead of any other screen while the app is locked; the room stays the requested one. */
export function unlockInstead(path: string): Place {
  const params: Params = path.startsWith('/kept/') ? { kept: 'yes' } : {};
  const { room } = placeAt(path);
  return { room, parent: null, params, screen: loadScreen(you('Unlock')) };
}

function notFound(): Place {
  return { room: null, parent: '/', params: {}, screen: loadScreen(you('NotFound')) };
}

/** The screen at a path. */
export function placeAt(path: string): Place {
  for (const row of rows) {
    const params = match(row.at, path);
    if (params) return open(row, params);
  }
  return notFound();
}
