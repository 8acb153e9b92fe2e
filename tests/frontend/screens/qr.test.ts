import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { drawn, type Drawing } from '../../../frontend/src/screens/sharing/qr';

const LINK = 'https://noticing.example/s#0190b1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b.q8J3nVw2Zr0yKx5tHd7cLb1mPf4sGu6eTa9oXi_Q-k0';
const SCALE = 4;

/** What a camera would see: dark on light, pixel by pixel. */
function seen({ size, path }: Drawing): { width: number; height: number; data: Uint8Array } {
  const width = size * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      const from = row * width + Number(x) * SCALE;
      for (let at = from; at < from + Number(length) * SCALE; at += 1) data.fill(0, at * 4, at * 4 + 3);
    }
  }
  return { width, height: width, data };
}

describe('the QR code of a link', () => {
  it('decodes to exactly that link, with its secret', () => {
    expect(decodeQR(seen(drawn(LINK)))).toBe(LINK);
  });

  it('has an empty quiet zone', () => {
    const { size, path } = drawn(LINK);
    const stretches = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [Number(x), Number(y), Number(length)] as const);
    expect(Math.min(...stretches.map(([x]) => x), ...stretches.map(([, y]) => y))).toBe(4);
    expect(Math.max(...stretches.map(([x, , length]) => x + length), ...stretches.map(([, y]) => y + 1))).toBe(size - 4);
  });
});
