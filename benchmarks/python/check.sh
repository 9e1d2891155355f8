#!/usr/bin/env bash
# Exports a model, runs the Python lines of docs/scale.md on it as they stand there, and compares with `predict`. Needs
# the .NET SDK, and a Python (or the one in PYTHON) with onnxruntime and pandas; Debian 13 has python3-onnxruntime and
# python3-pandas.
#
#     benchmarks/python/check.sh [MODEL TABLE]
#
# Without a model it fits the geyser's.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build src/MdnDemo -v q -clp:NoSummary
program=$(find "$PWD/src/MdnDemo/bin/Debug/net10.0" -maxdepth 2 -name MdnDemo -type f | head -n 1)
model=${1:-$work/geyser.mdn} table=${2:-samples/geyser.csv}
[ -f "$model" ] || "$program" fit --data "$table" --target duration --model "$model" --no-report
"$program" export --model "$model" --output "$work/geyser.onnx"
cp "$table" "$work/geyser.csv"
"$program" predict --model "$model" --data "$work/geyser.csv" --output "$work/predicted.csv" --modes 0

cp benchmarks/python/check.py docs/scale.md "$work"
cd "$work"
${PYTHON:-python3} check.py
