/** The screens of reminders, in one script. */
export { default as Calendar } from './reminders/Calendar.svelte';
export { default as Came } from './reminders/Came.svelte';
export { default as Devices } from './reminders/Devices.svelte';
export { default as EditReminder } from './reminders/EditReminder.svelte';
export { default as MeetingWith } from './reminders/MeetingWith.svelte';
export { default as NewMeeting } from './reminders/NewMeeting.svelte';
export { default as NewReminder } from './reminders/NewReminder.svelte';
export { default as Quiet } from './reminders/Quiet.svelte';
export { default as ReminderKept } from './reminders/ReminderKept.svelte';
export { default as Reminders } from './reminders/Reminders.svelte';
