/** Every screen of the phone: its path, its room, the way back, and where its code is. */
import type { Component } from 'svelte';
import { moreTexts } from './messages';
import type { Room } from './parts/BottomBar.svelte';
import { listBefore, match, previous, type Params } from './router';
import Kept from './screens/now/Kept.svelte';
import Now from './screens/now/Now.svelte';
import { shareStepBefore } from './screens/sharing/steps';

/** A screen takes the parameters of its own path. */
export type Screen = Component<Record<string, string>>;
type Loading = Promise<{ default: Component<never> }>;

interface Row {
  at: string;
  room: Room | (() => Room) | null;
  parent?: string | ((params: Params) => string);
  /** In the first load: the check-in's own screens only. */
  screen?: Component<never>;
  /** The others, which the service worker keeps at hand. */
  load?: () => Loading;
}

const roomOf = (list: string): Room => (list === '/' ? 'now' : list.startsWith('/practise') ? 'practise' : 'lookBack');
const roomBefore = (): Room => roomOf(listBefore());
/** Some check-ins are looked at from the practice that they stand beside. */
const practiceOrList = (): string => (/^\/practise\/[^/]+$/.test(previous() ?? '') ? previous()! : listBefore());
/** Some screens are looked at while a reminder is set, too. */
const reminderOr = (otherwise: string) => (): string =>
  /^\/you\/reminders\/./.test(previous() ?? '') ? previous()! : otherwise;
/** Back to the prompts that it was chosen from. */
const promptsBefore = (): string => (/^\/practise\/journal/.test(previous() ?? '') ? previous()! : '/practise/journal');
const entry = ({ id }: Params): string => `/entry/${id}`;
const practice = ({ id }: Params): string => `/practise/${id}`;
const person = ({ id }: Params): string => `/you/people/${id}`;
const repair = ({ id }: Params): string => `/repair/${id}`;
const page = ({ id }: Params): string => `/journal/${id}`;
const prompts = (): Loading => import('./screens/journal/Group.svelte');
const repairStep = (): Loading => import('./screens/repair/OneStep.svelte');
const practiceStep = (): Loading => import('./screens/practise/OneStep.svelte');
const wayIn = (name: keyof typeof import('./screens/ways-in')) => async (): Loading =>
  ({ default: (await import('./screens/ways-in'))[name] as Component<never> });

const rows: Row[] = [
  { at: '/', room: 'now', screen: Now },
  { at: '/kept/:id', room: 'now', screen: Kept },
  { at: '/body', room: 'now', parent: '/', load: () => import('./screens/now/OnBody.svelte') },
  { at: '/sensations', room: 'now', parent: '/', load: () => import('./screens/sensations/Sensations.svelte') },
  {
    at: '/sensations/:id', room: 'now', parent: '/sensations',
    load: () => import('./screens/sensations/Rename.svelte'),
  },
  { at: '/words', room: 'now', parent: '/', load: () => import('./screens/now/OwnWords.svelte') },
  {
    at: '/curious/:id/:question', room: 'now', parent: entry,
    load: () => import('./screens/curious/Question.svelte'),
  },
  { at: '/entry/:id', room: roomBefore, parent: practiceOrList, load: () => import('./screens/entry/Entry.svelte') },
  { at: '/entry/:id/edit', room: roomBefore, parent: entry, load: () => import('./screens/entry/Edit.svelte') },
  { at: '/entry/:id/where', room: roomBefore, parent: entry, load: () => import('./screens/entry/Where.svelte') },
  { at: '/entry/:id/moment', room: roomBefore, parent: entry, load: () => import('./screens/entry/Moment.svelte') },
  { at: '/entry/:id/who', room: roomBefore, parent: entry, load: () => import('./screens/entry/Who.svelte') },
  { at: '/entry/:id/closeness', room: roomBefore, parent: entry, load: () => import('./screens/entry/Closeness.svelte') },
  { at: '/entry/:id/responses', room: roomBefore, parent: entry, load: () => import('./screens/entry/Responses.svelte') },
  { at: '/entry/:id/words', room: roomBefore, parent: entry, load: () => import('./screens/entry/Note.svelte') },
  { at: '/entry/:id/when', room: roomBefore, parent: entry, load: () => import('./screens/entry/When.svelte') },
  { at: '/more/:id/:step', room: 'now', parent: entry, load: () => import('./screens/entry/More.svelte') },
  { at: '/entry/:id/now', room: roomBefore, parent: entry, load: () => import('./screens/entry/HowNow.svelte') },
  { at: '/entry/:id/let-go', room: roomBefore, parent: entry, load: () => import('./screens/entry/LetGo.svelte') },
  { at: '/look-back', room: 'lookBack', load: () => import('./screens/look-back/LookBack.svelte') },
  {
    at: '/look-back/pictures', room: 'lookBack', parent: '/look-back',
    load: () => import('./screens/look-back/Pictures.svelte'),
  },
  {
    at: '/look-back/sensation/:code', room: 'lookBack', parent: '/look-back/pictures',
    load: () => import('./screens/look-back/OneSensation.svelte'),
  },
  {
    at: '/look-back/search', room: 'lookBack', parent: '/look-back',
    load: () => import('./screens/look-back/Search.svelte'),
  },
  { at: '/look-back/:date', room: 'lookBack', parent: '/look-back', load: () => import('./screens/look-back/Day.svelte') },
  { at: '/practise', room: 'practise', load: () => import('./screens/practise/Practise.svelte') },
  { at: '/practise/ledger', room: 'practise', parent: '/practise', load: () => import('./screens/practise/Ledger.svelte') },
  { at: '/practise/choose/:group', room: 'practise', parent: '/practise', load: () => import('./screens/practise/Choose.svelte') },
  { at: '/practise/try/:code', room: 'practise', parent: '/practise', load: () => import('./screens/practise/Try.svelte') },
  { at: '/practise/repairs', room: 'practise', parent: '/practise', load: () => import('./screens/repair/Repairs.svelte') },
  { at: '/repair/:id', room: roomBefore, parent: listBefore, load: () => import('./screens/repair/RepairPage.svelte') },
  { at: '/repair/:id/:step', room: roomBefore, parent: repair, load: repairStep },
  {
    at: '/repair/:id/:turn/:step', room: roomBefore,
    parent: ({ id, turn }) => (turn === 'skills' ? `/repair/${id}/skills` : `/repair/${id}`), load: repairStep,
  },
  { at: '/practise/journal', room: 'practise', parent: '/practise', load: () => import('./screens/journal/Journal.svelte') },
  { at: '/practise/journal/:group', room: 'practise', parent: '/practise/journal', load: prompts },
  { at: '/practise/journal/:group/:opened', room: 'practise', parent: '/practise/journal', load: prompts },
  { at: '/journal/new/:prompt', room: 'practise', parent: promptsBefore, load: () => import('./screens/journal/Write.svelte') },
  { at: '/journal/:id', room: roomBefore, parent: listBefore, load: () => import('./screens/journal/Page.svelte') },
  { at: '/journal/:id/:step', room: roomBefore, parent: page, load: () => import('./screens/journal/OneStep.svelte') },
  { at: '/practise/:id', room: roomBefore, parent: listBefore, load: () => import('./screens/practise/PracticePage.svelte') },
  { at: '/practise/:id/kept', room: 'practise', load: () => import('./screens/practise/Kept.svelte') },
  { at: '/practise/:id/when', room: roomBefore, parent: practice, load: () => import('./screens/practise/When.svelte') },
  { at: '/practise/:id/let-go', room: roomBefore, parent: practice, load: () => import('./screens/practise/LetGo.svelte') },
  {
    at: '/practise/:id/check-in/:side', room: roomBefore, parent: practice,
    load: () => import('./screens/practise/CheckInNow.svelte'),
  },
  { at: '/practise/:id/going/:step', room: 'practise', parent: practice, load: practiceStep },
  { at: '/practise/:id/came/:step', room: 'practise', parent: practice, load: practiceStep },
  { at: '/practise/:id/:step', room: roomBefore, parent: practice, load: practiceStep },
  { at: '/settle', room: 'practise', load: () => import('./screens/practise/Settle.svelte') },
  { at: '/settle/:step', room: 'practise', load: () => import('./screens/practise/Settle.svelte') },
  { at: '/too-much', room: null, load: () => import('./screens/practise/TooMuch.svelte') },
  { at: '/too-much/help', room: null, parent: '/too-much', load: () => import('./screens/practise/Help.svelte') },
  { at: '/you', room: 'you', load: () => import('./screens/you/You.svelte') },
  { at: '/you/account', room: 'you', parent: '/you', load: () => import('./screens/you/Account.svelte') },
  { at: '/you/consent', room: 'you', parent: '/you/account', load: () => import('./screens/you/Consent.svelte') },
  { at: '/you/sign-up', room: 'you', parent: '/you/consent', load: () => import('./screens/you/SignUp.svelte') },
  { at: '/you/sign-in', room: 'you', parent: '/you/account', load: () => import('./screens/you/SignIn.svelte') },
  { at: '/you/email', room: 'you', parent: reminderOr('/you/account'), load: () => import('./screens/you/Email.svelte') },
  { at: '/you/email/:key', room: 'you', parent: '/you/email', load: () => import('./screens/you/ConfirmEmail.svelte') },
  { at: '/you/sign-up/passkey', room: 'you', parent: '/you/sign-up', load: wayIn('SignUpByPasskey') },
  { at: '/you/forgotten', room: 'you', parent: '/you/sign-in', load: wayIn('Forgotten') },
  { at: '/you/reset/:key', room: 'you', parent: '/you/sign-in', load: wayIn('Reset') },
  { at: '/you/passkeys', room: 'you', parent: '/you/account', load: wayIn('Passkeys') },
  { at: '/you/passkeys/:id', room: 'you', parent: '/you/passkeys', load: wayIn('OnePasskey') },
  { at: '/you/codes', room: 'you', parent: '/you/passkeys', load: wayIn('Codes') },
  { at: '/you/password', room: 'you', parent: '/you/account', load: wayIn('Password') },
  { at: '/you/signed-in', room: 'you', parent: '/you/account', load: wayIn('SignedIn') },
  { at: '/you/sharing', room: 'you', parent: '/you', load: () => import('./screens/sharing/Sharing.svelte') },
  { at: '/you/sharing/new', room: 'you', parent: '/you/sharing', load: () => import('./screens/sharing/NewShare.svelte') },
  {
    at: '/you/sharing/new/:step', room: 'you', parent: ({ step }) => shareStepBefore(step!),
    load: () => import('./screens/sharing/NewShare.svelte'),
  },
  { at: '/you/sharing/made', room: 'you', parent: '/you/sharing', load: () => import('./screens/sharing/MadeLink.svelte') },
  { at: '/you/sharing/:id', room: 'you', parent: '/you/sharing', load: () => import('./screens/sharing/ChangeShare.svelte') },
  {
    at: '/you/sharing/:id/preview', room: 'you', parent: '/you/sharing',
    load: () => import('./screens/sharing/PreviewShare.svelte'),
  },
  { at: '/you/reminders', room: 'you', parent: '/you', load: () => import('./screens/reminders/Reminders.svelte') },
  {
    at: '/you/reminders/new/:offer', room: 'you', parent: '/you/reminders',
    load: () => import('./screens/reminders/NewReminder.svelte'),
  },
  {
    at: '/you/reminders/devices', room: 'you', parent: '/you/reminders',
    load: () => import('./screens/reminders/Devices.svelte'),
  },
  { at: '/you/reminders/quiet', room: 'you', parent: reminderOr('/you/reminders'), load: () => import('./screens/reminders/Quiet.svelte') },
  {
    at: '/you/reminders/calendar', room: 'you', parent: reminderOr('/you/reminders'),
    load: () => import('./screens/reminders/Calendar.svelte'),
  },
  { at: '/you/reminders/came', room: 'you', parent: '/you/reminders', load: () => import('./screens/reminders/Came.svelte') },
  {
    at: '/you/reminders/:id', room: 'you', parent: '/you/reminders',
    load: () => import('./screens/reminders/EditReminder.svelte'),
  },
  {
    at: '/you/reminders/:id/kept', room: 'you', parent: '/you/reminders',
    load: () => import('./screens/reminders/ReminderKept.svelte'),
  },
  { at: '/you/sensations', room: 'you', parent: '/you', load: () => import('./screens/sensations/Sensations.svelte') },
  {
    at: '/you/sensations/:id', room: 'you', parent: '/you/sensations',
    load: () => import('./screens/sensations/Rename.svelte'),
  },
  { at: '/you/people', room: 'you', parent: '/you', load: () => import('./screens/people/People.svelte') },
  { at: '/you/people/:id', room: 'you', parent: '/you/people', load: () => import('./screens/people/OnePerson.svelte') },
  { at: '/you/people/:id/safe', room: 'you', parent: person, load: () => import('./screens/people/SafeEnough.svelte') },
  { at: '/you/people/:id/color', room: 'you', parent: person, load: () => import('./screens/people/PersonColor.svelte') },
  { at: '/you/people/:id/name', room: 'you', parent: person, load: () => import('./screens/people/RenamePerson.svelte') },
  { at: '/you/people/:id/let-go', room: 'you', parent: person, load: () => import('./screens/people/LetPersonGo.svelte') },
  { at: '/you/lock', room: 'you', parent: '/you', load: () => import('./screens/lock/Lock.svelte') },
  { at: '/you/discreet', room: 'you', parent: '/you', load: () => import('./screens/discreet/Discreet.svelte') },
  { at: '/you/discreet/limits', room: 'you', parent: '/you/discreet', load: () => import('./screens/discreet/Limits.svelte') },
  { at: '/you/privacy', room: 'you', parent: '/you', load: () => import('./screens/you/Privacy.svelte') },
  { at: '/you/happened', room: 'you', parent: '/you', load: () => import('./screens/you/happened/Happened.svelte') },
  { at: '/you/data', room: 'you', parent: '/you', load: () => import('./screens/you/YourData.svelte') },
  { at: '/you/data/bring', room: 'you', parent: '/you/data', load: () => import('./screens/you/bring/BringIn.svelte') },
  { at: '/you/appearance', room: 'you', parent: '/you', load: () => import('./screens/you/Appearance.svelte') },
  { at: '/you/language', room: 'you', parent: '/you', load: () => import('./screens/you/ChooseLanguage.svelte') },
  { at: '/you/about', room: 'you', parent: '/you', load: () => import('./screens/you/About.svelte') },
];

export interface Place {
  room: Room | null;
  /** Where the way back leads; null in the rooms themselves. */
  parent: string | null;
  params: Params;
  /** At once for the first screens, else when it has been fetched. */
  screen: Screen | Promise<Screen>;
}

const asScreen = (component: Component<never>): Screen => component as unknown as Screen;

async function fetched(load: () => Loading): Promise<Screen> {
  const [{ default: component }] = await Promise.all([load(), moreTexts()]);
  return asScreen(component);
}

function open(row: Row, params: Params): Place {
  const { room, parent = null, screen, load } = row;
  return {
    room: typeof room === 'function' ? room() : room,
    parent: typeof parent === 'function' ? parent(params) : parent,
    params,
    screen: screen ? asScreen(screen) : fetched(load!),
  };
}

/** What shows nothing of what is kept: checking in, and what helps when it is too much. */
export const worksLocked = (path: string): boolean => /^\/($|body$|words$|settle|too-much)/.test(path);

/** In the place of any other screen while the app is locked; the room stays the one that was asked for. */
export function unlockInstead(path: string): Place {
  const params: Params = path.startsWith('/kept/') ? { kept: 'yes' } : {};
  const { room } = placeAt(path);
  return { room, parent: null, params, screen: fetched(() => import('./screens/lock/Unlock.svelte')) };
}

function nowhere(): Place {
  return { room: null, parent: '/', params: {}, screen: fetched(() => import('./screens/Nowhere.svelte')) };
}

/** The screen at a path. */
export function placeAt(path: string): Place {
  for (const row of rows) {
    const params = match(row.at, path);
    if (params) return open(row, params);
  }
  return nowhere();
}
