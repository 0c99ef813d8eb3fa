import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { Fields } from './fields.ts';

export function readEngine(fields: Fields): EngineInfo {
  return {
    engine: fields.text('engine', 'unknown'),
    device: fields.text('device', ''),
    reason: fields.text('reason', ''),
  };
}
