"""Writes the files beside it, with numpy 1.24.2 and safetensors 0.8.0; FilesFromPythonTest reads them."""

from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy

HERE = Path(__file__).parent

FLOATS = [0.0, -0.0, 1.0, -2.5, 65504.0, 2.0**-24, np.inf, -np.inf, np.nan]
CUBE = np.arange(24).reshape(2, 3, 4)


def extremes(dtype):
    info = np.iinfo(dtype)
    return np.array([info.min, 0, 1, info.max], dtype)


arrays = {f"float-{t[1:]}-{'big' if t[0] == '>' else 'little'}": np.array(FLOATS, t)
          for t in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]}
arrays |= {f"extremes-{t[1:]}-{'big' if t[0] == '>' else 'little'}": extremes(t)
           for t in ["|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8", "|u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"]}
arrays["bool"] = np.array([True, False, True])
arrays["scalar"] = np.array(7.5)
arrays["empty"] = np.zeros((0, 3), "<f4")
arrays["vector"] = np.arange(5, dtype="<i4")
arrays["cube-c"] = CUBE.astype("<f4")
arrays["cube-fortran"] = np.asfortranarray(CUBE.astype("<f8"))
arrays["cube-fortran-big"] = np.asfortranarray(CUBE.astype(">i4"))
arrays["cube-fortran-u1"] = np.asfortranarray(CUBE.astype("|u1"))
for name, a in arrays.items():
    np.save(HERE / f"{name}.npy", a)

for major in (2, 3):
    with open(HERE / f"version-{major}.npy", "wb") as f:
        np.lib.format.write_array(f, np.arange(4.0), version=(major, 0))
np.save(HERE / "pickle.npy", np.array([{}, None], dtype=object), allow_pickle=True)
np.save(HERE / "complex.npy", np.array([1j]))
np.save(HERE / "fields.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))

np.savez(HERE / "stored.npz", x=CUBE.astype("<f4"), y=np.array([1, 2], "<i8"))
np.savez_compressed(HERE / "deflated.npz", x=CUBE.astype("<f4"), y=np.array([1, 2], "<i8"))

tensors = {f"float-{t}": np.array(FLOATS, "<" + t) for t in ["f2", "f4", "f8"]}
tensors |= {f"extremes-{t}": extremes(t) for t in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]}
tensors |= {"bool": arrays["bool"], "scalar": arrays["scalar"], "empty": arrays["empty"], "cube": arrays["cube-c"]}
safetensors.numpy.save_file(tensors, HERE / "python.safetensors", {"author": "make.py", "text": 'ü\n"{}'})

# numpy has no bfloat16: the upper halves of 1, -2.5 and infinity in single precision.
halves = np.array([0x3F80, 0xC020, 0x7F80], "<u2")
bfloat16 = safetensors.TensorSpec(dtype="bfloat16", shape=[3], data_ptr=halves.ctypes.data, data_len=6)
safetensors.serialize_file({"b": bfloat16}, HERE / "bfloat16.safetensors")

# The bytes that Safetensors.write shall write.
golden = {"bias": np.array([0.5, -0.5], "<f4"), "weight": np.arange(6, dtype="<f4").reshape(2, 3)}
safetensors.numpy.save_file(golden, HERE / "golden.safetensors", {"spec": '{"type":"dense"}'})
