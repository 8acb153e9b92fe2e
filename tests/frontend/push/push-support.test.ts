import { describe, expect, it } from 'vitest';
import { deviceLabel } from '../../../frontend/src/push/label';
import { bytesOf, textOf } from '../../../frontend/src/push/key';
import { supportOf, type Seen } from '../../../frontend/src/push/support';

const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const IPHONE_CHROME = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0';

const seen = (change: Partial<Seen>): Seen =>
  ({ push: false, notifications: false, userAgent: ANDROID, standalone: undefined, touchPoints: 5, ...change });

describe('push support of a browser', () => {
  it.each([
    ['Chrome on Android', { push: true, notifications: true }, 'yes'],
    ['Safari on an iPhone, from the home screen', { push: true, notifications: true, userAgent: IPHONE, standalone: true }, 'yes'],
    ['Safari on an iPhone, in a tab', { userAgent: IPHONE, standalone: false }, 'home-screen'],
    ['Chrome on an iPhone, in a tab', { userAgent: IPHONE_CHROME, standalone: false }, 'home-screen'],
    ['Safari on an iPad that says it is a Mac', { userAgent: MAC, standalone: false }, 'home-screen'],
    ['an iPhone too old to push, from the home screen', { userAgent: IPHONE, standalone: true }, 'no'],
    ['Safari on a Mac', { push: true, notifications: true, userAgent: MAC, touchPoints: 0 }, 'yes'],
    ['a Mac without push', { userAgent: MAC, touchPoints: 0 }, 'no'],
    ['a webview on Android', {}, 'no'],
    ['push without notifications', { push: true }, 'no'],
  ] satisfies [string, Partial<Seen>, string][])('%s', (_browser, change, support) => {
    expect(supportOf(seen(change))).toBe(support);
  });
});

describe('the label of a device', () => {
  it.each([
    [ANDROID, 'Chrome, Android'], [IPHONE, 'Safari, iPhone'], [IPHONE_CHROME, 'Chrome, iPhone'], [MAC, 'Safari, Mac'],
    [FIREFOX, 'Firefox, Linux'], [EDGE, 'Edge, Windows'], ['curl/8', null],
  ])('%s: %s', (userAgent, label) => {
    expect(deviceLabel(userAgent)).toBe(label);
  });
});

describe('the server’s public key', () => {
  it('survives the conversion to bytes and back, without padding', () => {
    const key = 'BAP_-A'.padEnd(87, 'x');
    expect(textOf(bytesOf('_-8').buffer)).toBe('_-8');
    expect(bytesOf(key)).toHaveLength(65);
  });
});
