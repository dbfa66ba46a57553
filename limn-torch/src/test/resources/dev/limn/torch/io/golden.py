"""Makes the golden files of this directory with PyTorch 2.10 and safetensors 0.8.

    python golden.py

The Java tests rebuild the same values by the same formulas and expect the same bytes.
"""

import io
import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent
TYPES = {
    "f64": torch.float64,
    "f32": torch.float32,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
    "i32": torch.int32,
    "i16": torch.int16,
    "i8": torch.int8,
    "u8": torch.uint8,
}


def ramp(dtype, *shape):
    """0, .5, 1, 1.5, … for floating types; 0, 1, 2, … for others."""
    count = torch.Size(shape).numel()
    values = torch.arange(count, dtype=torch.float64)
    return (values / 2 if dtype.is_floating_point else values).to(dtype).reshape(shape)


def all_types():
    tensors = {f"{name}.weight": ramp(dtype, 2, 3) for name, dtype in TYPES.items()}
    tensors["bool"] = torch.tensor([[True, False, True]])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    for name in ['quo"te', "back\\slash", "sl/ash", "tab\tbell\x07", "\x1f\x7f", "ü", "\uffee", "😀"]:
        tensors[name] = ramp(torch.float32, 1)
    return tensors


def make_safetensors():
    save_file(all_types(), HERE / "all-types.safetensors", metadata={"format": "pt"})
    save_file({}, HERE / "nothing.safetensors")
    save_file(
        {"w": (ramp(torch.float32, 1001) / 7).to(torch.bfloat16), "n": ramp(torch.int64, 4)},
        HERE / "bfloat16.safetensors",
    )


def make_pth():
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    with torch.no_grad():
        for value in net.state_dict().values():
            value.copy_(ramp(value.dtype, *value.shape))
    torch.save(net.state_dict(), HERE / "module.pth")

    shared = ramp(torch.float32, 4, 6)
    views = OrderedDict(
        whole=shared,
        transposed=shared.t(),
        column=shared[:, 2],
        block=shared[1:3, 2:5],
        channels_last=ramp(torch.float32, 2, 3, 2, 2).to(memory_format=torch.channels_last),
        expanded=ramp(torch.float32, 3).expand(4, 3),
        parameter=torch.nn.Parameter(ramp(torch.float32, 2, 2)),
        empty=torch.zeros(0, 3),
        scalar=torch.tensor(2.5),
    )
    torch.save(views, HERE / "views.pth")

    types = {name: ramp(dtype, 2, 3) for name, dtype in TYPES.items()}
    types["bool"] = torch.tensor([True, False, True])
    for protocol in (2, 3, 4, 5):
        torch.save(types, HERE / f"types-{protocol}.pth", pickle_protocol=protocol)

    nested = {
        "state_dict": OrderedDict({"a.weight": ramp(torch.float32, 2, 3)}),
        "optimizer": {"state": {0: {"step": 3, "exp_avg": ramp(torch.float32, 2)}}},
        "betas": (0.5, 0.999),
        "names": ["red", "größe"],
        "epoch": 12,
        "big": 2**70,
        "negative": -5,
        "done": False,
        "nothing": None,
        "raw": b"\x01\x02",
    }
    torch.save(nested, HERE / "nested.pth", pickle_protocol=4)


class Attack:
    """Runs a command when it is unpickled by Python."""

    def __reduce__(self):
        return os.system, ("touch owned",)


def archive(name, payload, storages=()):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_STORED) as out:
        def put(member, data):
            out.writestr(zipfile.ZipInfo(f"archive/{member}", (1980, 1, 1, 0, 0, 0)), data)
        put("data.pkl", payload)
        put("byteorder", "little")
        for key, data in storages:
            put(f"data/{key}", data)
        put("version", "3\n")


def make_hostile():
    archive("attack.pth", pickle.dumps({"w": Attack()}, protocol=2))
    archive("attack-4.pth", pickle.dumps({"w": Attack()}, protocol=4))
    archive("unknown.pth", pickle.dumps({"when": __import__("datetime").date(2026, 1, 1)}, protocol=2))
    torch.save(torch.nn.Linear(2, 2), HERE / "whole-module.pth")
    torch.save({"w": ramp(torch.float32, 2)}, HERE / "legacy.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    make_safetensors()
    make_pth()
    make_hostile()
