/** Why a file was not processed. The code is for programs, the message for people: the cause and, if there is one, the remedy. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

export const failureCodes = [
  'vanished',
  'changed',
  'not-a-file',
  'empty',
  'git-lfs-pointer',
  'not-an-image',
  'mislabeled',
  'unsupported',
  'truncated',
  'corrupt',
  'too-many-pixels',
  'too-large',
  'animated-png',
  'animation-lost',
  'drawing',
  'outside-image',
  'watermark',
  'recipe',
  'digest-differs',
  'not-listed',
  'not-compared',
  'too-many-bytes',
  'permission',
  'disk-full',
  'read-only',
  'name-too-long',
  'target-exists',
  'outside',
  'target-is-source',
  'already-fits',
  'larger',
  'check-failed',
  'backup-failed',
  'timeout',
  'crashed',
  'canceled',
  'input-output',
  'internal',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** A failure as an exception. Its `message` is for people. */
export class FailureError extends Error implements Failure {
  override readonly name = 'FailureError';
  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
