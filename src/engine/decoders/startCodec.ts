import { DecodingError } from './decodingErrors';

type Codecs = typeof import('./codecs/codecModules');

/**
 * Loads the codecs, which are a bundle of their own, and starts one of them.
 * @throws DecodingError `missing` if a file of them is not there, or this platform cannot run it
 */
export async function startCodec<Codec>(start: (codecs: Codecs) => Promise<Codec>): Promise<Codec> {
  try {
    return await start(await import('./codecs/codecModules'));
  } catch (error) {
    throw new DecodingError('missing', (error as Error).message);
  }
}
