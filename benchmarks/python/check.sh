#!/usr/bin/env bash
# Exports a model, runs the Python lines of docs/scale.md on it as they stand there, and compares with `predict`. Needs
# the .NET SDK, and a Python (or the one in PYTHON) with onnxruntime and pandas; Debian 13 has python3-onnxruntime and
# python3-pandas.
#
#     benchmarks/python/check.sh [MODEL TABLE]
#
# Without a model it fits the geyser's.
set -euo pipefail
. "$(dirname "$0")/../export.sh"

cp benchmarks/python/check.py docs/scale.md "$work"
cp "$table" "$work/geyser.csv"
mv "$work/model.onnx" "$work/geyser.onnx"
cd "$work"
${PYTHON:-python3} check.py
