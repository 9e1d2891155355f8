"""Runs the Python lines of scale.md, and compares their numbers with those of `predict`: see check.sh."""

import json
import platform
import re
import sys
import types
from unittest.mock import MagicMock

import numpy as np
import onnxruntime
import pandas as pd

with open("scale.md", encoding="utf-8") as page:
    python, spark = re.findall(r"```python\n(.*?)```", page.read(), re.DOTALL)
metadata = onnxruntime.InferenceSession("geyser.onnx").get_modelmeta().custom_metadata_map
targets = [target["column"] for target in json.loads(metadata["targets"])]
levels = json.loads(metadata["quantiles"])
predicted = pd.read_csv("predicted.csv")
failed = False


def compare(where, actual, columns):
    global failed
    expected = predicted[[f"{t}_{column}" for t in targets for column in columns]].to_numpy("float64")
    scale = np.repeat(predicted[[f"{t}_std" for t in targets]].to_numpy("float64"), len(columns), axis=1)
    actual = actual.reshape(expected.shape)
    difference = np.abs(actual - expected) / np.maximum(np.abs(expected), scale)
    far = int((difference > 1e-5).sum() + (np.isnan(actual) != np.isnan(expected)).sum())
    failed |= far > 0
    print(f"{where}: {len(expected):,} rows, largest relative difference {np.nanmax(difference):.1e}"
          + (f", which is too much; {far} values are" if far else ""))


here = {}
exec(python, here)
python_and_runtime = f"onnxruntime {onnxruntime.__version__} in Python {platform.python_version()}"
compare(f"{python_and_runtime}, mean", here["mean"], ["mean"])
compare(f"{python_and_runtime}, quantiles", here["quantiles"], [f"q{level}" for level in levels])

if {i["column"] for i in json.loads(metadata["inputs"])} == {"waiting"}:
    # There is no Spark here: the function gets its batches as an executor gives them.
    functions = types.SimpleNamespace(pandas_udf=lambda returned: lambda function: function)
    sys.modules |= {"pyspark": types.SimpleNamespace(SparkFiles=types.SimpleNamespace(get=lambda name: name)),
                    "pyspark.sql": types.SimpleNamespace(functions=functions), "pyspark.sql.functions": functions}
    there = {"spark": MagicMock()}
    exec(spark, there)
    waiting = predicted["waiting"]
    rows = pd.concat([*there["quantiles"](iter([waiting[:100], waiting[100:]]))])
    compare("the function for Spark, without Spark", np.stack(rows.to_list()), [f"q{level}" for level in levels])
sys.exit(1 if failed else 0)
