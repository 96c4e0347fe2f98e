/** Entry of the bundle that the command line loads for `assetmill worker`. */

export { version } from '../../../package.json';
export { runWorker } from './clusterWorker';
