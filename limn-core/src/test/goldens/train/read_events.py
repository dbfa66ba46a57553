"""Checks event files written by TensorBoardWriterTest with TensorBoard's own reader.

    python read_events.py ../../../../target/tensorboard

Writes them to ../../resources/goldens/train/tensorboard when every value is right; from then on the
test compares bytes. Run with tensorboard 2.21.0.
"""

import io
import pathlib
import shutil
import sys

from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def values(accumulator, tag):
    if tag in accumulator.Tags()["scalars"]:
        return [(e.step, e.value) for e in accumulator.Scalars(tag)]
    return [(e.step, e.tensor_proto.float_val[0]) for e in accumulator.Tensors(tag)]


def main():
    source = pathlib.Path(sys.argv[1])
    files = sorted(source.iterdir())
    assert len(files) == 2, files

    first = EventAccumulator(str(files[0]), size_guidance={"images": 0, "scalars": 0, "tensors": 0})
    first.Reload()
    assert first.file_version == 2.0, first.file_version
    assert first.FirstEventTimestamp() == 1767323045.25, first.FirstEventTimestamp()
    assert values(first, "Loss/generator") == [(1, 0.5), (2, -1.25), (300, 3.0)]
    (image,) = first.Images("Fakes")
    assert (image.step, image.width, image.height) == (2, 2, 1)
    pixels = Image.open(io.BytesIO(image.encoded_image_string))
    assert pixels.mode == "RGB" and list(pixels.tobytes()) == [255, 0, 0, 0, 0, 255]
    (text,) = first.Tensors("Captions/text_summary")
    assert text.step == 300
    assert [s.decode() for s in text.tensor_proto.string_val] == ["a **red** bird – grün"]
    assert [d.size for d in text.tensor_proto.tensor_shape.dim] == [1]
    metadata = first.SummaryMetadata("Captions/text_summary")
    assert metadata.plugin_data.plugin_name == "text", metadata

    both = EventAccumulator(str(source))
    both.Reload()
    assert values(both, "Loss/generator") == [(1, 0.5), (2, 7.0)], values(both, "Loss/generator")

    target = pathlib.Path(__file__).parents[2] / "resources/goldens/train/tensorboard"
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, target / file.name)
    print("right; copied to", target)


if __name__ == "__main__":
    main()
