/** Probabilities of each row of logits; mean cross-entropy, hits, and the loss's gradient by logits. */
export function softmaxReference(logits: Float32Array, labels: ArrayLike<number>, classes: number) {
  const images = logits.length / classes;
  const probabilities = new Float64Array(logits.length);
  let loss = 0;
  let correct = 0;
  for (let image = 0; image < images; image++) {
    const row = [...logits.subarray(image * classes, (image + 1) * classes)];
    const largest = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
    const label = labels[image] ?? 0;
    loss += (Math.log(sum) + largest - (row[label] ?? NaN)) / images;
    if (row.indexOf(largest) === label) correct++;
    row.forEach((value, c) => {
      probabilities[image * classes + c] = Math.exp(value - largest) / sum;
    });
  }
  const gradient = probabilities.map((p, at) => {
    const isLabel = labels[Math.floor(at / classes)] === at % classes;
    return (p - (isLabel ? 1 : 0)) / images;
  });
  return { probabilities, loss, correct, gradient };
}
