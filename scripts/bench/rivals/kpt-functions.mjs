import kpt from 'kpt-functions';
import { prepare } from '../edits.mjs';

const setEdits = async (configs) => configs.getAll().forEach(prepare);
setEdits.usage = '';
kpt.run(setEdits);
