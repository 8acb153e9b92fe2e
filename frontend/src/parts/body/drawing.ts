/**
 * The drawing of the body, our own: one outline for everybody, from the front and from behind, and its places. The view box
 * is 240 by 484. Places overlap the outline's edge and are clipped by it.
 */
import type { PlaceCode, Side } from '../../catalogue';

export const WIDTH = 240;
export const HEIGHT = 484;

export const OUTLINE =
  'M120 10C139 10 150 24 151 45C152 62 149 75 140 84C136 88 135 92 135 98C135 108 140 113 150 116' +
  'C158 118 164 119 168 121C181 125 187 135 190 150C195 174 198 198 203 220C207 236 210 250 214 264' +
  'C219 276 222 288 219 299C216 309 208 312 204 306C200 300 199 293 198 287C194 291 189 289 190 283' +
  'C191 277 194 274 195 270C191 252 186 238 182 221C178 204 174 188 169 165C168 184 163 198 162 214' +
  'C162 230 167 244 168 262C170 292 167 328 163 356C163 380 160 410 155 440C155 449 162 455 168 461' +
  'C173 467 170 473 162 473C156 474 150 474 145 473C138 472 135 467 136 458C137 450 137 445 136 438' +
  'C133 412 134 386 132 358C130 330 127 304 123 285C122 279 121 277 120 277C119 277 118 279 117 285' +
  'C113 304 110 330 108 358C106 386 107 412 104 438C103 445 103 450 104 458C105 467 102 472 95 473' +
  'C90 474 84 474 78 473C70 473 67 467 72 461C78 455 85 449 85 440C80 410 77 380 77 356' +
  'C73 328 70 292 72 262C73 244 78 230 78 214C77 198 72 184 71 165C66 188 62 204 58 221' +
  'C54 238 49 252 45 270C46 274 49 277 50 283C51 289 46 291 42 287C41 293 40 300 36 306' +
  'C32 312 24 309 21 299C18 288 21 276 26 264C30 250 33 236 37 220C42 198 45 174 50 150' +
  'C53 135 59 125 72 121C76 119 82 118 90 116C100 113 105 108 105 98C105 92 104 88 100 84C91 75 88 62 89 45' +
  'C90 24 101 10 120 10Z';

/** A few lines that show which side it is. */
export const LINES: Record<Side, string> = {
  front: 'M103 50q5 4 10 0M127 50q5 4 10 0M120 54v7M114 71q6 3.5 12 0M128 122q11-2 22 2M112 122q-11-2-22 2M120 226v3',
  back: 'M120 120v112M136 146q12 10 9 30M104 146q-12 10-9 30M120 258v12',
};

const mirrored = (path: string): string =>
  path.replace(/([A-Z])([^A-Z]*)/g, (_, command: string, numbers: string) => turned(command, numbers));

/**
 * Mirrors a path command. Every second number is an x; only V has no x, and only H no y. The paths use only upper-case
 * commands.
 */
function turned(command: string, numbers: string): string {
  if (command === 'V' || command === 'Z') return command + numbers;
  const values = numbers.match(/[\d.]+/g) ?? [];
  return command + values.map((value, at) => (command === 'H' || at % 2 === 0 ? WIDTH - Number(value) : value)).join(' ');
}

const pair = (path: string): string => path + mirrored(path);

const BOTH_SIDES = {
  arms: pair('M171 155L204 151L222 262L190 270L168 172Z'),
  hands: pair('M186 270L222 261L232 316H186Z'),
  hips: 'M62 235Q94 246 120 246Q146 246 178 235V282Q148 292 120 292Q92 292 62 282Z',
  legs: pair('M120 288Q150 290 180 280V440H120Z'),
  feet: pair('M120 438H180V480H120Z'),
};

/** From head to feet, which is also the keyboard order. */
export const PLACES: Record<Side, Partial<Record<PlaceCode, string>>> = {
  front: {
    head: 'M84 4H156V36Q120 45 84 36Z',
    face: 'M84 36Q120 45 156 36V63Q120 74 84 63Z',
    jaw: 'M84 63Q120 74 156 63V82Q138 92 120 92Q102 92 84 82Z',
    throat: 'M96 86Q108 92 120 92Q132 92 144 86L146 117Q134 125 120 126Q106 125 94 117Z',
    shoulders: pair('M146 108L204 108V152L172 156Q166 132 144 121Z'),
    chest: 'M120 126Q134 125 145 121Q166 132 171 156L172 188Q146 196 120 196Q94 196 68 188L69 156Q74 132 95 121Q106 125 120 126Z',
    arms: BOTH_SIDES.arms,
    hands: BOTH_SIDES.hands,
    belly: 'M66 187Q94 196 120 196Q146 196 174 187V236Q146 246 120 246Q94 246 66 236Z',
    hips: BOTH_SIDES.hips,
    legs: BOTH_SIDES.legs,
    feet: BOTH_SIDES.feet,
  },
  back: {
    head: 'M84 4H156V82Q138 92 120 92Q102 92 84 82Z',
    shoulders:
      'M96 88Q108 93 120 93Q132 93 144 88L146 110H204V152L172 156Q166 134 120 132Q74 134 68 156L36 152V110H94Z',
    arms: BOTH_SIDES.arms,
    hands: BOTH_SIDES.hands,
    back: 'M120 132Q166 134 172 156L174 236Q146 246 120 246Q94 246 66 236L68 156Q74 134 120 132Z',
    hips: BOTH_SIDES.hips,
    legs: BOTH_SIDES.legs,
    feet: BOTH_SIDES.feet,
  },
};

/** Larger hit areas for places narrower than a finger; the list of places offers the same. */
export const WIDER: Partial<Record<PlaceCode, string>> = {
  throat: 'M86 86H154V120H86Z',
  hands: pair('M182 262H240V318H182Z'),
  arms: pair('M168 154L212 148L226 264L184 270Z'),
  feet: 'M56 436H184V484H56Z',
};
