/** A row of `metrics`, in this order: CnnMetrics. */
export const METRICS = [
  'trainLoss',
  'trainAccuracy',
  'validationLoss',
  'validationAccuracy',
] as const;
