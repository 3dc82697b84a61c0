"""The PyTorch side of the training benchmark: NeuMF as one writes it in PyTorch, timed, on orders from the standard input.

An order is one line of JSON; the answer is one line of JSON: the samples of all steps, the CPU seconds of the process and the wall seconds.
Batches lie ready as arrays before the clock starts: Python pays nothing for shuffling or for drawing negatives.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn


class NeuMf(nn.Module):
    """He et al., WWW 2017: a product of embeddings (GMF) and an MLP over other embeddings, joined in one logit."""

    def __init__(self, users, items, factors, layers):
        super().__init__()
        self.gmf_users = nn.Embedding(users, factors)
        self.gmf_items = nn.Embedding(items, factors)
        self.mlp_users = nn.Embedding(users, layers[0] // 2)
        self.mlp_items = nn.Embedding(items, layers[0] // 2)
        widths = [layers[0]] + layers
        tower = []
        for inputs, outputs in zip(widths[:-1], widths[1:]):
            tower += [nn.Linear(inputs, outputs), nn.ReLU()]
        self.tower = nn.Sequential(*tower)
        self.out = nn.Linear(factors + layers[-1], 1)
        for table in (self.gmf_users, self.gmf_items, self.mlp_users, self.mlp_items):
            nn.init.normal_(table.weight, std=0.01)

    def forward(self, user, item):
        product = self.gmf_users(user) * self.gmf_items(item)
        hidden = self.tower(torch.cat([self.mlp_users(user), self.mlp_items(item)], dim=-1))
        return self.out(torch.cat([product, hidden], dim=-1)).squeeze(-1)


def make_batches(case, count, seed):
    """Positive pairs, each followed by its negatives; a label for each."""
    rng = np.random.default_rng(seed)
    width = 1 + case["negatives"]
    batches = []
    for _ in range(count):
        users = np.repeat(rng.integers(0, case["users"], case["positives"]), width)
        items = rng.integers(0, case["items"], case["positives"] * width)
        labels = np.tile(np.array([1.0] + [0.0] * case["negatives"], dtype=np.float32), case["positives"])
        batches.append((users, items, labels))
    return batches


class Training:
    def __init__(self, case):
        torch.manual_seed(1)
        self.model = NeuMf(case["users"], case["items"], case["factors"], case["layers"])
        self.loss = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.batches = make_batches(case, 16, seed=1)
        self.samples = case["positives"] * (1 + case["negatives"])
        self.next = 0

    def step(self):
        users, items, labels = self.batches[self.next % len(self.batches)]
        self.next += 1
        # Kinder than the default of this version, which fills the gradients with zeros.
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.model(torch.from_numpy(users), torch.from_numpy(items))
        loss = self.loss(logits, torch.from_numpy(labels))
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def run(self, warm_up, seconds):
        for _ in range(warm_up):
            self.step()
        cpu, start, steps = time.process_time(), time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            last = self.step()
            steps += 1
        cpu, wall = time.process_time() - cpu, time.perf_counter() - start
        if not np.isfinite(last):
            raise ArithmeticError(f"the loss is {last}")
        return {"samples": steps * self.samples, "cpuSeconds": cpu, "wallSeconds": wall}


def main():
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        torch.set_num_threads(case["threads"])
        print(json.dumps(Training(case).run(case["warmUpSteps"], case["seconds"])), flush=True)


if __name__ == "__main__":
    main()
