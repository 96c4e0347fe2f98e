import { S3Client } from '@aws-sdk/client-s3';

/** Time for a connection, and between two signs of life on one, in ms. */
const [connectMs, silenceMs] = [10_000, 60_000];

/**
 * A client for S3-compatible storage. Who asks, where, and in which region, is read from the usual variables and files of the SDK, so
 * nothing of it passes through this program.
 */
export function createClient({ env } = process): S3Client {
  // Which versions of Node.js are supported is said where this program is described.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const isCustom = Boolean(env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL);
  return new S3Client({
    // Servers other than Amazon's rarely have a name for each bucket, and their region means nothing.
    ...(isCustom && { forcePathStyle: true }),
    ...(isCustom && !env.AWS_REGION && !env.AWS_DEFAULT_REGION && { region: 'us-east-1' }),
    // SHA-256 is sent with each object. What the SDK would add to that, many servers do not know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      httpAgent: { maxSockets: 128 },
      httpsAgent: { maxSockets: 128 },
    },
  });
}
