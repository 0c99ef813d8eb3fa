import 'underhood';
import type {} from 'underhood/jsx';
import type { UhFrameEvent } from 'underhood';
import 'underhood/elements/timeline';
import { selectUmapEngines } from 'underhood/engines';
import { Umap } from 'underhood/react';
import { openUmapTrace } from 'underhood/trace';
import { createRoot } from 'react-dom/client';

/** What the test looks at. */
const seen = { frames: 0, points: 0, engine: '' };
Object.assign(window, { seen });

createRoot(document.getElementById('react')!).render(
  <>
    <Umap
      id="wrapped"
      datasetName="garments"
      points={300}
      nEpochs={20}
      engine="wasm"
      autoplay
      background
      onFrame={(event: UhFrameEvent) => {
        seen.frames = Math.max(seen.frames, event.frame + 1);
      }}
    />
    <uh-embedding for="wrapped" ground="page" />
  </>,
);

const { trace, loaded } = await openUmapTrace(
  new URL('traces/fashion-mnist-umap', document.baseURI).href,
);
await loaded;
seen.points = trace.info.points;

for await (const { engine } of selectUmapEngines('wasm')) {
  seen.engine = engine.info.engine;
  engine.dispose();
  break;
}
