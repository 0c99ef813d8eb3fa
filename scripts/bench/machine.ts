import os from 'node:os';

/** The machine, in words. */
export function describeMachine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus[0]?.model.trim() ?? 'unknown'}, ${cpus.length} cores, ${memory} GiB, ${os.type()}, Node ${process.versions.node}`;
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
