#!/usr/bin/env bash
# Predicts some files by one run, and by Dask's workers of which one is killed in the middle; compares row for row.
# Needs the .NET SDK and Debian's python3-distributed.
#
#     benchmarks/dask/check.sh [FILES] [ROWS A FILE]
set -euo pipefail
cd "$(dirname "$0")/../.."
files=${1:-24} rows=${2:-20000} python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

dotnet build src/MdnDemo -v q -clp:NoSummary
program=$(find "$PWD/src/MdnDemo/bin/Debug/net10.0" -maxdepth 2 -name MdnDemo -type f | head -n 1)
"$program" fit --data samples/geyser.csv --input waiting --target duration --model "$work/m.mdn" \
    --folds 2 --refits 0 --steps 200 --components 6 >"$work/fit.log" 2>&1 || { cat "$work/fit.log"; exit 1; }
mkdir "$work/in"
for ((i = 0; i < files; i++)); do
    awk -v n="$rows" -v seed="$i" 'BEGIN { srand(seed); print "id,waiting"
        for (r = 0; r < n; r++) printf "%d,%.3f\n", seed * n + r, 40 + 60 * rand() }' \
        >"$work/in/$(printf %04d "$i").csv"
done

SECONDS=0
"$program" predict --model "$work/m.mdn" --data "$work/in/*.csv" --output "$work/single.csv" 2>/dev/null
echo "one run: $files files of $rows rows in $SECONDS s"

port=$((20000 + RANDOM % 20000))
$python -m distributed.cli.dask_scheduler --host 127.0.0.1 --port $port --no-dashboard >"$work/scheduler.log" 2>&1 &
pids+=($!)
workers=()
for ((i = 0; i < 3; i++)); do
    # Without a nanny, which would start a killed worker again.
    $python -m distributed.cli.dask_worker "tcp://127.0.0.1:$port" --nthreads 1 --no-nanny --no-dashboard \
        --local-directory "$work/worker$i" >"$work/worker$i.log" 2>&1 &
    pids+=($!) workers+=($!)
done

SECONDS=0
$python samples/predict-dask.py --program "$program" --model "$work/m.mdn" --data "$work/in/*.csv" \
    --output "$work/out/" --shards "$files" --scheduler "tcp://127.0.0.1:$port" >"$work/shards.log" &
client=$!
pids+=($client)
until [ "$(ls "$work/out" 2>/dev/null | wc -l)" -ge $((files / 4)) ]; do
    kill -0 $client || { cat "$work"/*.log; exit 1; }
    sleep 0.1
done
kill -9 "${workers[0]}"
echo "killed one of 3 workers when $(ls "$work/out" | wc -l) of $files files were done"
wait $client || { cat "$work"/*.log; exit 1; }
noticed=$(grep -ci 'remove worker' "$work/scheduler.log") || true
echo "Dask: $(wc -l <"$work/shards.log") shards in $SECONDS s; removed worker noticed: $noticed"

{ head -n 1 "$work/single.csv"; for file in "$work"/out/*.csv; do tail -n +2 "$file"; done; } >"$work/joined.csv"
cmp "$work/single.csv" "$work/joined.csv"
hidden=$(ls -A "$work/out" | grep -c '^\.' || true)
echo "all $(($(wc -l <"$work/single.csv") - 1)) rows are equal; left over: $hidden hidden files"
