# Small Parquet files as people publish them, for ParquetTest. Made with pyarrow 26.0.1 and Pillow 12.3:
#   python3 limn-core/src/test/goldens/data/parquet.py limn-core/src/test/resources/goldens/data/parquet
import io
import json
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

out = sys.argv[1]


def picture(i):
    # Row i is a 6 by 4 picture of one colour.
    with io.BytesIO() as file:
        Image.new("RGB", (6, 4), (10 * i, 255 - 10 * i, 7)).save(file, "PNG")
        return file.getvalue()


def write(name, table, **options):
    os.makedirs(os.path.dirname(os.path.join(out, name)), exist_ok=True)
    pq.write_table(table, os.path.join(out, name), **options)


def structs(rows):
    return pa.array(
        [{"bytes": picture(i), "path": f"{i}.png"} for i in rows],
        pa.struct([("bytes", pa.binary()), ("path", pa.string())]),
    )


def hub(table, features):
    return table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})


# Two shards and a test, captions in lists, classes with names; small row groups.
features = {
    "image": {"_type": "Image"},
    "text": {"feature": {"dtype": "string", "_type": "Value"}, "_type": "List"},
    "label": {"names": ["rose", "ox-eye daisy"], "_type": "ClassLabel"},
}
for name, rows, codec in [
    ("hub/data/train-00000-of-00002.parquet", range(0, 5), "snappy"),
    ("hub/data/train-00001-of-00002.parquet", range(5, 8), "zstd"),
    ("hub/data/test-00000-of-00001.parquet", range(8, 10), "gzip"),
]:
    table = pa.table(
        {
            "image": structs(rows),
            "text": [[f"picture {i}", f"colour {i}"] for i in rows],
            "label": pa.array([i % 2 for i in rows], pa.int64()),
        }
    )
    write(name, hub(table, features), compression=codec, row_group_size=2)

# Bytes alone, one caption a row, written by pandas-like tools.
rows = range(4)
write("bytes/pictures.parquet", pa.table({"jpg": [picture(i) for i in rows], "caption": [f"picture {i}" for i in rows]}))

# Classes alone.
table = pa.table({"img": structs(rows), "label": pa.array([i % 2 for i in rows], pa.int64())})
features = {"img": {"_type": "Image"}, "label": {"names": ["rose", "ox-eye daisy"], "_type": "ClassLabel"}}
write("classes/train.parquet", hub(table, features))

# Names of files, which the test writes beside it.
write("names/metadata.parquet", pa.table({"file_name": [f"{i}.png" for i in range(3)], "text": [f"picture {i}" for i in range(3)]}))

# A row without a picture; a codec that is not read.
table = pa.table({"image": pa.array([{"bytes": picture(0)}, None, {"bytes": picture(2)}]), "text": ["a", "b", "c"]})
write("null/train.parquet", table)
write("lz4/train.parquet", table, compression="lz4")
