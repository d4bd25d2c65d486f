"""Seeds in formats of other programs. Usage: make_seeds.py CORPUS DIGITS"""

import datetime
import gzip
import pathlib
import struct
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

corpus, digits = map(pathlib.Path, sys.argv[1:])
random = np.random.default_rng(0)


def idx(values):
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return header + values.astype(np.uint8).tobytes()


def write_idx():
    # The images are too long: libFuzzer would make all its inputs as long.
    for file in digits.glob("*labels*.gz"):
        (corpus / "idx" / file.name).write_bytes(file.read_bytes())
    for shape in [(9,), (3, 4), (4, 5, 5), (2, 3, 3, 3)]:
        content = idx(random.integers(0, 256, shape))
        name = "x".join(map(str, shape))
        (corpus / "idx" / name).write_bytes(content)
        (corpus / "idx" / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


def write_cifar10():
    for records in [1, 2]:
        one = [bytes([at]) + random.integers(0, 256, 3072).astype(np.uint8).tobytes() for at in range(records)]
        (corpus / "cifar10" / str(records)).write_bytes(b"".join(one))


def write_images():
    values = random.integers(0, 256, (12, 10, 4)).astype(np.uint8)
    place = corpus / "image"
    for mode in ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]:
        image = Image.fromarray(values[:, :, :3])
        if mode == "I;16":
            image = Image.fromarray(values[:, :, 0].astype(np.uint16) * 257)
        elif mode == "RGBA":
            image = Image.fromarray(values)
        else:
            image = image.convert(mode)
        image.save(place / f"{mode.replace(';', '')}.png", format="PNG")
    exif = Image.Exif()
    exif[0x0112] = 6
    for mode in ["L", "RGB", "CMYK"]:
        image = Image.fromarray(values[:, :, :3]).convert(mode)
        for number, options in enumerate([{}, {"progressive": True, "exif": exif}, {"subsampling": 0, "optimize": True}]):
            image.save(place / f"{mode}{number}.jpg", format="JPEG", quality=60, **options)


def write_csv():
    rows = [f"{step},{0.69 + 0.01 * (step % 7)},{0.7 + 0.02 * (step % 5)},nan" for step in range(20)]
    text = "step,d_loss,g_loss,d_acc\n" + "\n".join(rows) + "\n"
    forms = {
        "comma": text,
        "semicolon": text.replace(",", ";"),
        "tab": text.replace(",", "\t"),
        "spaces": text.replace(",", "  "),
        "quoted": "\ufeff" + text.replace("d_loss", '"d ""loss"""').replace("nan", '"inf"').replace("\n", "\r\n"),
        "wandb": text.replace("step", "_step").replace("d_loss", "run - errD").replace("nan", ""),
        "comments": "# written by hand\n" + text,
    }
    for name, form in forms.items():
        (corpus / "csv" / name).write_text(form, newline="")


def write_parquet():
    steps = np.arange(40)
    table = pa.table(
        {
            "step": pa.array(steps, pa.int32()),
            "d_loss": pa.array([None if at % 9 == 0 else 0.69 + at for at in range(40)], pa.float64()),
            "g_loss": pa.array(random.normal(size=40), pa.float32()),
            "small": pa.array(steps, pa.uint8()),
            "half": pa.array(random.normal(size=40).astype(np.float16), pa.float16()),
            "note": pa.array([f"note {at % 3}" for at in range(40)]),
            "when": pa.array([datetime.datetime(2026, 1, 1)] * 40, pa.timestamp("us")),
            "ok": pa.array([at % 2 == 0 for at in range(40)]),
            "list": pa.array([[0.5] * (at % 3) for at in range(40)], pa.list_(pa.float64())),
            "pair": pa.array([{"a": at, "b": "x"} for at in range(40)]),
            "exact": pa.array([None] * 40, pa.decimal128(9, 2)),
        }
    )
    place = corpus / "log_parquet"
    for compression in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
        for version in ["1.0", "2.0"]:
            pq.write_table(
                table, place / f"{compression}-{version}", compression=compression, data_page_version=version, row_group_size=16
            )
    plain = table.select(["step", "d_loss", "g_loss"])
    encodings = {"step": "DELTA_BINARY_PACKED", "d_loss": "BYTE_STREAM_SPLIT", "g_loss": "BYTE_STREAM_SPLIT"}
    for compression in ["none", "zstd"]:
        pq.write_table(plain, place / f"plain-{compression}", compression=compression, use_dictionary=False)
        pq.write_table(plain, place / f"dictionary-{compression}", compression=compression, write_statistics=False)
        pq.write_table(
            plain, place / f"encoded-{compression}", compression=compression, use_dictionary=False, column_encoding=encodings
        )


write_idx()
write_cifar10()
write_images()
write_csv()
write_parquet()
