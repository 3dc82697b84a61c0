"""The PyTorch side of the training benchmark: trains a model, timed, on orders from the standard input.

An order is one line of JSON; the answer is one line of JSON: the examples of all steps, the CPU seconds of the process and the wall seconds.
Batches lie ready as arrays before the clock starts: Python pays nothing for shuffling or for drawing negatives.
"""
import json
import math
import sys
import time

import torch

import neumf
import sequences


def step(training, optimizer, number):
    # Kinder than the default of this version, which fills the gradients with zeros.
    optimizer.zero_grad(set_to_none=True)
    loss = training.loss_of(training.batches[number % len(training.batches)])
    loss.backward()
    optimizer.step()
    return loss.item()


def run(case):
    torch.manual_seed(1)
    training = (neumf if case["model"] == "neumf" else sequences).Training(case)
    optimizer = torch.optim.Adam(training.model.parameters(), lr=1e-3)
    for number in range(case["warmUpSteps"]):
        step(training, optimizer, number)
    cpu, start, steps = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - start < case["seconds"]:
        last = step(training, optimizer, steps)
        steps += 1
    cpu, wall = time.process_time() - cpu, time.perf_counter() - start
    if not math.isfinite(last):
        raise ArithmeticError(f"the loss is {last}")
    return {"examples": steps * training.examples, "cpuSeconds": cpu, "wallSeconds": wall}


def main():
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        torch.set_num_threads(case["threads"])
        print(json.dumps(run(case)), flush=True)


if __name__ == "__main__":
    main()
