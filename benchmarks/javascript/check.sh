#!/usr/bin/env bash
# Exports a model, runs it in Node.js (onnxruntime-node and onnxruntime-web) and in headless Chromium (onnxruntime-web),
# and compares with `predict`. Needs the .NET SDK, Node.js with npm, and Chromium; checks the file too where Debian's
# python3-onnx is.
#
#     benchmarks/javascript/check.sh [MODEL [TABLE]]
#
# Without a model it fits the geyser's; the table has the model's inputs, all of them numbers.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build src/MdnDemo -v q -clp:NoSummary
program=$(find "$PWD/src/MdnDemo/bin/Debug/net10.0" -maxdepth 2 -name MdnDemo -type f | head -n 1)
model=${1:-$work/geyser.mdn} table=${2:-samples/geyser.csv}
[ -f "$model" ] || "$program" fit --data samples/geyser.csv --target duration --model "$model" --no-report
"$program" export --model "$model" --output "$work/model.onnx"
"$program" predict --model "$model" --data "$table" --output "$work/predicted.csv" --modes 0
if /usr/bin/python3 -c 'import onnx' 2>/dev/null; then
    /usr/bin/python3 -c 'import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]))
print("onnx.checker", onnx.__version__, "accepts the file")' "$work/model.onnx"
fi

cp benchmarks/javascript/check.mjs "$work"
cp "$work/model.onnx" "$work/geyser.onnx"
{ sed -n '/^```js$/,/^```$/{//!p}' docs/scale.md; echo 'export { mean };'; } >"$work/page.mjs"
cd "$work"
npm install --no-audit --no-fund --silent --prefix . onnxruntime-node onnxruntime-web
node check.mjs
