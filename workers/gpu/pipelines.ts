import { WorkerError } from '../rpc/errors.ts';
import type { Gpu } from './device.ts';

export interface ShaderPlan {
  /** The file's name, for messages. */
  readonly label: string;
  readonly code: string;
  /** Bindings 0, 1, 2 … of group 0, the same for all entry points. */
  readonly bindings: readonly BindingKind[];
  /** Entry points, each to become a pipeline. */
  readonly entryPoints: readonly string[];
}

/** `uniform` has a dynamic offset, so that a row of dispatches can take one after another. */
export type BindingKind = 'uniform' | 'read' | 'write';

export interface ComputeShader {
  readonly layout: GPUBindGroupLayout;
  /** @throws RangeError for a name that is no entry point of it */
  readonly pipeline: (entryPoint: string) => GPUComputePipeline;
}

const TYPES: Record<BindingKind, GPUBufferBindingLayout> = {
  uniform: { type: 'uniform', hasDynamicOffset: true },
  read: { type: 'read-only-storage' },
  write: { type: 'storage' },
};

/** Distance of dynamic offsets, bytes: WebGPU's default. */
export const UNIFORM_STRIDE = 256;

/** Lines of source shown on each side of the one at fault. */
const CONTEXT = 2;

const compiled = new WeakMap<Gpu, Map<string, Promise<ComputeShader>>>();

/**
 * Compiles a shader: one compute pipeline an entry point, one layout for all. The same code is compiled
 * once a device.
 * @throws WorkerError `internal` that quotes the line at fault and those around it; `device-lost`
 */
export function compilePipelines(gpu: Gpu, plan: ShaderPlan): Promise<ComputeShader> {
  const ofDevice = compiled.get(gpu) ?? new Map<string, Promise<ComputeShader>>();
  compiled.set(gpu, ofDevice);
  let shader = ofDevice.get(plan.code);
  if (!shader) {
    shader = compile(gpu, plan);
    ofDevice.set(plan.code, shader);
  }
  return shader;
}

async function compile(
  gpu: Gpu,
  { label, code, bindings, entryPoints }: ShaderPlan,
): Promise<ComputeShader> {
  const { device } = gpu;
  gpu.check();
  // The module's own errors come with line numbers; the scope keeps them from being reported twice.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  const [{ messages }] = await gpu.wait(
    Promise.all([module.getCompilationInfo(), device.popErrorScope()]),
  );
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length > 0) throw new WorkerError('internal', quote(label, code, errors), { label });
  const layout = device.createBindGroupLayout({
    label,
    entries: bindings.map((kind, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: TYPES[kind],
    })),
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  try {
    const made = await gpu.wait(
      Promise.all(
        entryPoints.map((entryPoint) =>
          device.createComputePipelineAsync({
            label: `${label} ${entryPoint}`,
            layout: pipelineLayout,
            compute: { module, entryPoint },
          }),
        ),
      ),
    );
    return {
      layout,
      pipeline: (entryPoint) => {
        const found = made[entryPoints.indexOf(entryPoint)];
        if (!found) throw new RangeError(`${label} has no entry point ${entryPoint}.`);
        return found;
      },
    };
  } catch (error) {
    if (error instanceof WorkerError && error.code !== 'internal') throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new WorkerError('internal', `${label} makes no pipeline: ${why}`, { label });
  }
}

/** *Returns* the errors, each under its line. */
export function quote(
  label: string,
  code: string,
  errors: readonly Pick<GPUCompilationMessage, 'lineNum' | 'linePos' | 'message'>[],
): string {
  const lines = code.split('\n');
  const parts = errors.map(({ lineNum, linePos, message }) => {
    const first = Math.max(1, lineNum - CONTEXT);
    const shown = lines.slice(first - 1, lineNum + CONTEXT).map((line, at) => {
      const number = first + at;
      return `${number === lineNum ? '>' : ' '} ${String(number).padStart(4)} | ${line}`;
    });
    return `${label}:${lineNum}:${linePos}: ${message}\n${shown.join('\n')}`;
  });
  return `The shader ${label} does not compile.\n${parts.join('\n')}`;
}
