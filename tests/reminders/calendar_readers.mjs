/** Reads iCalendar text from stdin with ical.js and node-ical; prints {reader: {uid: start}}, RFC 3339 in UTC. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const ICAL = require('ical.js');
const nodeIcal = require('node-ical');

const text = readFileSync(0, 'utf8');
const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((found) => new ICAL.Event(found));
const others = Object.values(nodeIcal.sync.parseICS(text)).filter(({ type }) => type === 'VEVENT');
const read = {
  'ical.js': events.map(({ uid, startDate }) => [uid, startDate.toJSDate().toISOString()]),
  'node-ical': others.map(({ uid, start }) => [uid, start.toISOString()]),
};
console.log(JSON.stringify(Object.fromEntries(Object.entries(read).map(([name, starts]) => [name, Object.fromEntries(starts)]))));
