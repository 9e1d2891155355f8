#!/usr/bin/env bash
# Exports a model, runs it in Node.js (onnxruntime-node and onnxruntime-web) and in headless Chromium (onnxruntime-web),
# and compares with `predict`. Needs the .NET SDK, Node.js with npm, and Chromium; checks the file too where Debian's
# python3-onnx is.
#
#     benchmarks/javascript/check.sh [MODEL [TABLE]]
#
# Without a model it fits the geyser's; the table has the model's inputs, all of them numbers.
set -euo pipefail
. "$(dirname "$0")/../export.sh"
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
