export function progress(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

export function printJson(report: object): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** Runs a packed program to its end; a failure is a sentence and exit code 1. */
export function runProgram(main: () => Promise<void>): void {
  main().then(
    () => process.exit(0), // Dawn's threads would keep the process
    (error: unknown) => {
      progress(explain(error));
      process.exit(1);
    },
  );
}

/** What a person can act on, where Dawn and the engines know only codes. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isVulkan = /no graphics adapter|vulkan|webgpu backend does not start/i.test(message);
  return isVulkan
    ? `${message}\nWebGPU needs a Vulkan driver and its loader: install libvulkan1 and the driver of the graphics card (vulkaninfo lists what is found).`
    : message;
}
