"""Small PNGs of screens: 256 colours are enough for flat pictures, and no package is needed."""

import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter

from playwright.sync_api import Page

Color = tuple[int, int, int]

PIXELS = """async source => {
  const image = new Image();
  image.src = `data:image/png;base64,${source}`;
  await image.decode();
  const { width, height } = image;
  const drawing = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  drawing.drawImage(image, 0, 0);
  const reader = new FileReader();
  reader.readAsDataURL(new Blob([drawing.getImageData(0, 0, width, height).data]));
  await new Promise(done => { reader.onload = done; });
  return { width, height, pixels: reader.result.split(',')[1] };
}"""


def small_png(page: Page, picture: bytes) -> bytes:
    """The picture in its 256 most frequent colours; `page` is used to read the pixels."""
    read = page.evaluate(PIXELS, b64encode(picture).decode())
    raw = b64decode(read["pixels"])
    pixels = list(zip(raw[0::4], raw[1::4], raw[2::4], strict=True))
    counted = Counter(pixels)
    palette = [color for color, _ in counted.most_common(256)]
    place = {color: nearest(color, palette) for color in counted}
    indices = bytes(place[pixel] for pixel in pixels)
    return written(read["width"], read["height"], palette, indices)


def nearest(color: Color, palette: list[Color]) -> int:
    def distance(index: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(color, palette[index], strict=True))

    return min(range(len(palette)), key=distance)


def written(width: int, height: int, palette: list[Color], indices: bytes) -> bytes:
    rows = b"".join(b"\0" + indices[start : start + width] for start in range(0, width * height, width))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", bytes(part for color in palette for part in color)),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        ]
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
