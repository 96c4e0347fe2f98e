import { ClusterError } from '../queue/queueAddress';

/** What a service of S3-compatible storage answers, as errors of this program. */

/** An object is not there. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/** An object is not the one that the condition of a request names, or is there although it must not be. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
}

/** What the errors of the SDK have in common. */
interface ServiceError extends Error {
  readonly Code?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The name of an error: `AccessDenied`, `ECONNREFUSED`. */
function codeOf({ name, Code, code }: ServiceError): string {
  return Code ?? (name === 'Error' || name === 'AggregateError' ? (code ?? name) : name);
}

/**
 * An error of the SDK as a sentence. None contains what the request had, which may be a secret.
 * @param shown the address that the request was for
 * @returns ClusterError where another attempt would end the same way
 */
export function storageError(thrown: unknown, shown: string): Error {
  if (thrown instanceof MissingError || thrown instanceof ConditionError || thrown instanceof ClusterError) return thrown;
  const error = thrown as ServiceError;
  const status = error.$metadata?.httpStatusCode;
  const code = codeOf(error);
  if (code === 'CredentialsProviderError')
    return new ClusterError(
      `There are no credentials for ${shown}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile of ~/.aws.`,
    );
  if (/region is missing/i.test(error.message)) return new ClusterError(`The region of ${shown} is not known. Set AWS_REGION.`);
  if (code === 'NoSuchBucket') return new ClusterError(`The bucket of ${shown} does not exist.`);
  if (status === 412 || status === 409) return new ConditionError(`${shown}: ${code}`);
  if (status === 404) return new MissingError(`${shown}: ${code}`);
  if (status === 301 || code === 'AuthorizationHeaderMalformed')
    return new ClusterError(`${shown} is in another region or at another endpoint (${code}). Set AWS_REGION or AWS_ENDPOINT_URL_S3.`);
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|TokenRefreshRequired)$/.test(code) || status === 401)
    return new ClusterError(`The storage refused the credentials for ${shown} (${code}).`);
  if (status === 403) return new ClusterError(`The credentials do not allow this for ${shown} (${code}).`);
  if (status === 501) return new ClusterError(`The storage at ${shown} does not offer what Assetmill needs (${code}).`);
  return new Error(`The storage at ${shown} did not answer as expected (${code}).`);
}
