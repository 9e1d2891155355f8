#!/usr/bin/env python3
"""Predicts many files with the workers of a Dask scheduler. Needs Dask's distributed; Debian: python3-distributed.

    python3 samples/predict-dask.py --model geyser.mdn --data '/shared/in/*.csv' --output /shared/out/ \
        --shards 16 --scheduler tcp://scheduler:8786

Every worker sees the files under the same paths, and has the program: --program names it there. A task is one shard:
`MdnDemo predict ... --shard 3/16`. It skips what is done, so that a task whose worker died is simply run again. Without
--scheduler some workers are started on this machine.
"""

import argparse
import subprocess

from distributed import Client, LocalCluster, as_completed


def predict(command, shard):
    run = subprocess.run([*command, "--shard", shard], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"shard {shard}: {run.stderr.strip()}")
    return run.stderr.strip().splitlines()[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="MdnDemo")
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--output", required=True, help="a folder, with a / at its end")
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--scheduler")
    parser.add_argument("--workers", type=int, default=2, help="without a scheduler: how many workers to start")
    options, more = parser.parse_known_args()
    command = [options.program, "predict", "--model", options.model, "--data", options.data, "--output", options.output,
               *more]
    cluster = None if options.scheduler else LocalCluster(n_workers=options.workers, threads_per_worker=1,
                                                          dashboard_address=None)
    with Client(options.scheduler or cluster) as client:
        shards = [f"{i}/{options.shards}" for i in range(1, options.shards + 1)]
        tasks = [client.submit(predict, command, shard, key=f"predict-{shard}", pure=False) for shard in shards]
        for task in as_completed(tasks):
            print(task.result(), flush=True)


if __name__ == "__main__":
    main()
