# Read by the check.sh of python and of javascript: moves to the top folder, makes the folder $work, which goes away at
# the end, and in it model.onnx and predicted.csv, of the model and the table that are the arguments or else the
# geyser's.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build src/MdnDemo -v q -clp:NoSummary
program=$(find "$PWD/src/MdnDemo/bin/Debug/net10.0" -maxdepth 2 -name MdnDemo -type f | head -n 1)
model=${1:-$work/geyser.mdn} table=${2:-samples/geyser.csv}
[ -f "$model" ] || "$program" fit --data samples/geyser.csv --target duration --model "$model" --no-report
"$program" export --model "$model" --output "$work/model.onnx"
"$program" predict --model "$model" --data "$table" --output "$work/predicted.csv" --modes 0
