"""Pictures of kinds that Java cannot write, and what Pillow makes of them.

python decode.py ../../resources/goldens/image    (Pillow 12)
"""

import sys
from pathlib import Path

from PIL import Image

out = Path(sys.argv[1])
width, height = 20, 12
rgb = Image.new("RGB", (width, height))
rgb.putdata([(12 * x, 20 * y, 255 - 6 * (x + y)) for y in range(height) for x in range(width)])

rgb.save(out / "lossless.webp", lossless=True)
rgb.save(out / "lossy.webp", quality=80)
rgb.convert("CMYK").save(out / "cmyk.jpg", quality=95)
rgb.save(out / "plain.jpg", quality=90)
rgb.save(out / "progressive.jpg", quality=90, progressive=True)
rgb.convert("L").save(out / "grey.jpg", quality=90)

with open(out / "decode.bin", "wb") as f:
    for name in ["lossless.webp", "lossy.webp", "cmyk.jpg", "plain.jpg", "progressive.jpg", "grey.jpg"]:
        f.write(Image.open(out / name).convert("RGB").tobytes())
