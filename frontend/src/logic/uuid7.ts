/** UUID version 7 (RFC 9562, 5.7): ids that sort by creation time. */

let lastTime = 0;
let counter = 0;

/**
 * Within the same millisecond, or after the clock went back, counts up in `rand_a` (RFC 9562, 6.2, method 1) to keep the
 * order.
 */
function tick(now: number, seed: number): void {
  if (now > lastTime) {
    lastTime = now;
    counter = seed & 0x7ff;
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
}

export function uuid7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  tick(now, (bytes[6]! << 8) | bytes[7]!);
  const time = lastTime.toString(16).padStart(12, '0');
  const tail = [...bytes.subarray(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = (8 | (bytes[8]! & 3)).toString(16);
  return [
    time.slice(0, 8), time.slice(8), `7${counter.toString(16).padStart(3, '0')}`,
    variant + tail.slice(1, 4), tail.slice(4),
  ].join('-');
}
