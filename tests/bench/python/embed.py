"""The same quantized file in onnxruntime's Python, tokenizer in Rust, one text at a time: EMBED.py MODEL_FOLDER

Needs: pip install onnxruntime tokenizers numpy. What sentence-transformers and fastembed run underneath, without their batches.
"""

import os
import sys
import time

import numpy as np
import onnxruntime
from answer import answer
from tokenizers import Tokenizer

folder = sys.argv[1]
tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
tokenizer.enable_truncation(512)
session = onnxruntime.InferenceSession(os.path.join(folder, "onnx", "model_quantized.onnx"), providers=["CPUExecutionProvider"])


def work(texts=("warm up",)):
    start = time.perf_counter()
    rows = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        row = session.run(None, feeds)[0][0, 0]
        rows.append(row / np.linalg.norm(row))
    return {"ms": 1000 * (time.perf_counter() - start)}


answer(work)
