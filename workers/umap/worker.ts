import { serve } from '../rpc/serve.ts';
import { createUmapApi } from './api.ts';

serve(createUmapApi());
