"""Runs llama.cpp with a model file until it is killed: `python serve.py GGUF PORT CONTEXT`."""

from __future__ import annotations

import sys
import threading

import xllamacpp

if __name__ == "__main__":
    path, port, context = sys.argv[1:4]
    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.n_ctx = int(context)
    parameters.n_parallel = 1
    parameters.port = int(port)
    # One thread: spinning threads on shared cores only slow each other down.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.use_jinja = True
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    threading.Event().wait()
