import { serve } from '../rpc/serve.ts';
import { createCnnApi } from './api.ts';

serve(createCnnApi());
