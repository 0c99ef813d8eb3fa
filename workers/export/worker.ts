import { serve } from '../rpc/serve.ts';
import { createExportApi } from './api.ts';

serve(createExportApi());
