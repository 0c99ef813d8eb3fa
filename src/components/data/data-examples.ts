import { type Script, ScriptedAccess } from './scripted-access.ts';
import type { UhSamples } from '../samples/samples.ts';
import type { UhClassAverages } from '../class-averages/class-averages.ts';
import type { UhClustermap } from '../clustermap/clustermap.ts';

type DataElement = UhSamples | UhClassAverages | UhClustermap;

export interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** An element whose data does what the script says. */
export function example<Element extends DataElement>(
  create: () => Element,
  name: string,
  script: Script = {},
  dress: (element: Element, access: ScriptedAccess) => void = () => undefined,
): Example {
  return {
    name,
    render() {
      const element = create();
      const access = new ScriptedAccess(script);
      element.getAccess = () => access;
      dress(element, access);
      return element;
    },
  };
}

/** States that all figures of a dataset have. */
export function stateExamples(create: () => DataElement): readonly Example[] {
  return [
    example(create, 'Loading', { holds: 'open' }, (_element, access) => {
      setTimeout(() => {
        access.progress('download', 3.1e6, 26.3e6);
      }, 200);
    }),
    example(create, 'Failed', {
      error: {
        code: 'network',
        message: 'There was no answer from the network. Check the connection, then try again.',
      },
    }),
    example(create, 'Drawn images stand in', {
      info: {
        standIn:
          'Fashion-MNIST could not be loaded (this site does not have its files), so drawn images («Garments») stand in for it.',
      },
    }),
  ];
}

/** A script of colour images of classes with long names. */
export const COLOURS: Script = {
  info: {
    title: 'colourful blots',
    shape: { height: 32, width: 32, channels: 3 },
    classNames: Array.from({ length: 20 }, (_, i) => `a class of its own, number ${i + 1}`),
  },
};

/** A script of more than is fetched unasked. */
export const LARGE: Script = { toFetch: 26.3e6 };
