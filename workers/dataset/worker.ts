import { serve } from '../rpc/serve.ts';
import { createDatasetApi } from './api.ts';
import { browserPlatform } from './browser-platform.ts';

serve(createDatasetApi(browserPlatform()));
