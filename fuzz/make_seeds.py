"""Seeds in formats of other programs. Usage: make_seeds.py CORPUS DIGITS"""

import datetime
import gzip
import json
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
    colour = Image.fromarray(values[:, :, :3])
    for format in ["BMP", "GIF"]:
        colour.save(place / f"colour.{format.lower()}", format=format)
    for name, options in [("lossy", {}), ("lossless", {"lossless": True})]:
        colour.save(place / f"{name}.webp", format="WEBP", **options)
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


def write_logs():
    """As tests/fuzzing/seeds/logs.rs, in which the programs are many, and here each is a file."""
    lines = {
        "dcgan": "[1/20][AT/32]\tLoss_D: 1.8010\tLoss_G: 8.0963\tD(x): 0.4317\tD(G(z)): 0.3617 / 0.0005\n",
        "cyclegan": "(epoch: 1, iters: AT, time: 2.4, data: 9.4) D_A: 0.54 G_A: 0.43 D_B: 0.58 G_B: 0.6 \r\n",
        "brackets": "[Epoch 0/200] [Batch AT/938] [D loss: 0.693, acc: 96.88%] [G loss: 0.71, adv: 0.5]\n",
        "sections": "AT: [D] real 0.0029 fake 0.2466 q 0.67:  [G] fake nan reg 0.03 q 1192.47\n",
        "studio": "[INFO] 2020-09-15 13:24:04 > Step: AT Progress: 0.1% ada_p: No Discriminator_loss: 0.006 Generator_loss: 5.1 \n",
        "basicsr": "20-05-22 17:42:09.481 - INFO: [epoch: 0, iter: AT, lr:(1.000e-04,)] l_g_gan: 4.5e-02 l_d_real: 1e-04 l_d_fake: 8e-05\n",
        "tensor": "Elapsed [8:37:01.056768] batch: AT  d_loss: tensor(0.5, grad_fn=<AddBackward0>)  g_loss: -inf\n",
        "bar": "\r  0%|\u2588\u2588  | AT/90000 [02:46<81:43:57,  3.27s/it]G: 2.06 | D: 0.05 | GP: 0.50",
        "table": "Testing for epoch AT:\nname | loss | generation_loss\n-----\ngenerator (train) | 8.35 | 6.03\ndiscriminator (train) | 1.3 | 0.01\n",
        "dictionary": "\x1b[32mINFO\x1b[0m:root:step=AT {'d_loss': 0.5, 'g_loss': 1e-3}\n",
        "keras": "Epoch AT/10\n938/938 [=====>....] - 12s 13ms/step - d_loss: 0.5 - g_loss: 0.7\x08\x08\n",
        "prose": "Loaded AT images (of 3) in 12.5 s; D loss 0.5 G loss 0.7\n",
    }
    for name, line in lines.items():
        printed = [line.replace("AT", str(at)) for at in range(1, 6)]
        text = "".join(printed)
        for decoder in ["printed_log", "pattern_log"]:
            (corpus / decoder / name).write_text(text, newline="")
        cells = [
            {"cell_type": "code", "source": ["train()"], "outputs": [{"output_type": "stream", "text": printed}]},
            {"cell_type": "code", "outputs": [{"data": {"text/plain": text}}]},
        ]
        (corpus / "notebook_log" / name).write_text(json.dumps({"cells": cells, "nbformat": 4}))
    (corpus / "printed_log" / "utf16").write_text("".join(lines.values()), encoding="utf-16")
    rows = [{"step": at, "errD": 0.69, "errG": float("nan"), "D(x)": "0.5"} for at in range(5)]
    mean = {"num": 8, "mean": 1.1, "std": 0.1}
    nested = [{"Loss/D/loss": mean, "Loss/signs/real": mean, "Progress": {"tick": at, "kimg": 0.5}} for at in range(5)]
    for name, kind in {"flat": rows, "nested": nested}.items():
        (corpus / "json_log" / f"{name}_lines").write_text("".join(json.dumps(row) + "\n" for row in kind))
        (corpus / "json_log" / f"{name}_list").write_text(json.dumps(kind, indent=1))
    (corpus / "json_log" / "history").write_text('{"history": {"d_loss": [0.5, -Infinity, 0.6], "g_loss": [1, 2]}}')


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

def write_arrays():
    """Arrays of NumPy, archives of them, and sheets."""
    place = corpus / "arrays"
    pictures = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    np.save(place / "points.npy", np.zeros((6, 2), dtype="<f4"))
    np.save(place / "fortran.npy", np.asfortranarray(pictures.astype(">f8")))
    np.save(place / "pictures.npy", pictures)
    np.savez(place / "stored.npz", images=pictures, labels=np.arange(2))
    np.savez_compressed(place / "packed.npz", pictures)
    for file in (corpus / "image").iterdir():
        (corpus / "sample_sheet" / file.name).write_bytes(file.read_bytes())


write_images()
write_arrays()
write_csv()
write_logs()
write_parquet()
