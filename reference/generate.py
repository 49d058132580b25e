#!/usr/bin/python3
"""Records what PyTorch and scikit-learn compute, for the tests of this module: see README.md.

    apt-get install --no-install-recommends python3-torch python3-sklearn    # Debian 12: 1.13.1 and 1.2.1
    python3 reference/generate.py                 # writes src/test/resources/fixtures
    python3 reference/generate.py --check         # compares it with what would be written

GROUP.npz holds the arrays of each case: CASE/in/NAME are inputs (float where that holds them exactly), CASE/f64/NAME
and CASE/f32/NAME are what comes out of them in double and in float. Images are NCHW, gy is the upstream gradient: gradients
are those of sum(y*gy). manifest.json lists versions, checksums, and each case with its attributes and the shapes of its
arrays.
"""
import argparse
import hashlib
import io
import json
import os
import platform
import sys
import warnings
import zipfile
from pathlib import Path

os.environ['OMP_NUM_THREADS'] = '1'  # before torch starts: sums in one order

import numpy as np
import sklearn
import torch

from cases import (activations, clipping, convolution, linear, losses, networks, normalization, optimizers, pooling,
                   schedules, scores)
from cases.base import compute

FOLDER = Path(__file__).parent / 'src/test/resources/fixtures'
MODULES = (convolution, pooling, normalization, linear, activations, losses, optimizers, schedules, clipping, networks)
PRECISIONS = dict(f64=torch.float64, f32=torch.float32)
TOLERANCES = {'in': 0, 'f64': 1e-12, 'f32': 1e-5}  # of the largest element: other processors round otherwise


def npz(arrays):
    """Returns the bytes of a compressed npz file; they depend on the arrays alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, array in arrays.items():
            npy = io.BytesIO()
            np.lib.format.write_array(npy, array)
            entry = zipfile.ZipInfo(name + '.npy', (1980, 2, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, npy.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def lines(value):
    """Returns JSON with a line for each member, and for each row of a list."""
    members = []
    for name, part in value.items():
        rows = ',\n'.join(map(json.dumps, part))
        members.append(f'{json.dumps(name)}: ' + (f'[\n{rows}\n]' if isinstance(part, list) else json.dumps(part)))
    return ('{' + ',\n'.join(members) + '}\n').encode()


def generate():
    """Returns the bytes of each file by its name."""
    archives, listed = {}, []
    for case in (case for module in MODULES for case in module.cases()):
        arrays = compute(case, PRECISIONS)
        archive = archives.setdefault(case.group + '.npz', {})
        archive.update({f'{case.name}/{name}': array for name, array in arrays.items()})
        listed.append(dict(name=case.name, group=case.group, attributes=case.attributes,
                           arrays={name: array.shape for name, array in arrays.items()}))
    files = {name: npz(arrays) for name, arrays in archives.items()}
    files['scores.json'] = lines(scores.scores())
    files['manifest.json'] = lines(dict(
        versions=dict(python=platform.python_version(), torch=torch.__version__, numpy=np.__version__,
                      sklearn=sklearn.__version__,
                      note="Debian 12's python3-torch 1.13.1+dfsg calls itself 1.13.0a0"),
        files=[dict(name=name, sha256=hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())],
        cases=listed))
    return files


def differences(name, content):
    """Yields how the file that is there differs, by more than rounding, from what would be written."""
    path = FOLDER / name
    if not path.exists():
        yield 'is missing'
    elif name.endswith('.npz'):
        yield from compared(np.load(path), np.load(io.BytesIO(content)))
    elif name == 'scores.json':
        yield from compared(leaves(json.loads(path.read_bytes())), leaves(json.loads(content)))


def leaves(value, name='scores'):
    """Returns the parts of JSON by their places, as arrays."""
    if not isinstance(value, (dict, list)):
        return {name: np.array(value)}
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return {place: leaf for key, part in parts for place, leaf in leaves(part, f'{name}/{key}').items()}


def compared(old, new):
    if list(old) != list(new):
        yield 'has other arrays: ' + ', '.join(sorted(set(old) ^ set(new)) or ['the same in another order'])
        return
    for key in new:
        before, after = old[key], new[key]
        if before.shape != after.shape or before.dtype != after.dtype:
            yield f'{key} was {before.dtype} {before.shape} and is {after.dtype} {after.shape}'
        elif not np.array_equal(before, after):
            if after.dtype.kind != 'f':
                yield f'{key} has other values'
                continue
            error = np.abs(before - after).max() / max(np.abs(after).max(), 1e-300)
            if error > TOLERANCES.get(key.split('/')[1], TOLERANCES['f64']):
                yield f'{key} is off by {error:.1e} of its largest element'


def check():
    files = generate()
    problems, equal = [], 0
    for name, content in files.items():
        if (FOLDER / name).exists() and (FOLDER / name).read_bytes() == content:
            equal += 1
            continue
        found = list(differences(name, content))
        problems += [f'{name} {problem}' for problem in found]
        if not found:
            print(f'{name}: other bytes, the same values up to rounding')
    stray = {path.name for path in FOLDER.iterdir()} - set(files)
    problems += [f'{name} is written by nothing' for name in sorted(stray)]
    print('\n'.join(problems) or f'{equal} of {len(files)} files are what would be written, byte for byte')
    return 1 if problems else 0


def write():
    files = generate()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
    print(f'{len(files)} files, {sum(map(len, files.values())):,} bytes in {FOLDER}')
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', action='store_true', help='compare, and write nothing')
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    warnings.simplefilter('ignore')  # of even kernels with 'same' padding, and of SequentialLR's own call
    return check() if options.check else write()


if __name__ == '__main__':
    sys.exit(main())
