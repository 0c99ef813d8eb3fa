"""How hard the drawn datasets are: softmax regression on pixels, and the article's network on `objects`.

    npx tsx scripts/goldens/drawn-dump.ts garments train 20000 garments-train.bin   # and test 5000, and objects
    python3 scripts/goldens/drawn-difficulty.py FOLDER [epochs of the network, default 3]

Measured with PyTorch 1.13 (Debian 12), seed 0, 20,000 training and 5,000 test images:
linear classifier 0.913 on garments and 0.438 on objects; the article's network on objects 0.880, 0.924 and 0.947
after 1, 2 and 3 epochs (batches of 32, 40, 60).
"""

import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def load(folder, name, split, shape):
    records = np.fromfile(f"{folder}/{name}-{split}.bin", np.uint8).reshape(-1, 1 + int(np.prod(shape)))
    labels = torch.from_numpy(records[:, 0].astype(np.int64))
    images = torch.from_numpy(records[:, 1:].reshape(-1, *shape).copy()).permute(0, 3, 1, 2)
    return images.float().div(127.5).sub(1).contiguous(), labels


class Article(nn.Module):
    """The article's network: 5×5 and 3×3 convolutions of 64, dropout 0.25, dense 256, batch normalisation."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 5, padding=2)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1)
        self.dense = nn.Linear(4096, 256)
        self.norm = nn.BatchNorm1d(256, eps=1e-3, momentum=0.01)
        self.out = nn.Linear(256, 10)
        for conv in (self.conv1, self.conv2):
            nn.init.trunc_normal_(conv.weight, std=0.01, a=-0.02, b=0.02)
        nn.init.kaiming_normal_(self.dense.weight)
        nn.init.xavier_uniform_(self.out.weight)
        for layer in (self.conv1, self.conv2, self.dense, self.out):
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(x.flatten(1), 0.25, self.training)
        return self.out(self.norm(F.relu(self.dense(x))))


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        right = [(model(x).argmax(1) == y).float() for x, y in zip(images.split(500), labels.split(500))]
    return torch.cat(right).mean().item()


def fit(model, train, test, epochs, batches, rate, name, decay=0.0):
    images, labels = train
    optimiser = torch.optim.Adam(model.parameters(), rate, eps=1e-7, weight_decay=decay)
    for epoch in range(epochs):
        start = time.time()
        model.train()
        batch = batches[min(epoch, len(batches) - 1)]
        for index in torch.randperm(len(images)).split(batch):
            optimiser.zero_grad()
            F.cross_entropy(model(images[index]), labels[index]).backward()
            optimiser.step()
        if epoch + 1 == epochs or len(batches) > 1:
            print(f"{name} epoch {epoch + 1}: test accuracy {accuracy(model, *test):.3f} ({time.time() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    folder = sys.argv[1]
    epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for name, shape in (("garments", (28, 28, 1)), ("objects", (32, 32, 3))):
        torch.manual_seed(0)
        train, test = load(folder, name, "train", shape), load(folder, name, "test", shape)
        linear = nn.Sequential(nn.Flatten(), nn.Linear(int(np.prod(shape)), 10))
        fit(linear, train, test, 15, [100], 5e-4, f"{name}, linear")
        if name == "objects" and epochs:
            fit(Article(), train, test, epochs, [32, 40, 60, 80], 5e-4, f"{name}, article's network")
